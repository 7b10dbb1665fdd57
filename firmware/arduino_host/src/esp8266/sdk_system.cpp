// The SDK's calls about the chip, its timers and its words, on those of the core and of the machine.
#include <Arduino.h>
#include <machine.h>
#include <stdarg.h>
#include <user_interface.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kMillisecondUs = 1000;
// A microsecond in 20.12 fixed point.
constexpr uint32_t kTickOfOneUs = 1 << 12;
// The SDK counts 1/1024 V.
constexpr uint32_t kStepsOfVolt = 1024;
constexpr uint32_t kMillivolts = 1000;
constexpr size_t kLineBytes = 256;

bool prints = false;

void serve_os_timer(void* context) {
    auto* const timer = static_cast<ETSTimer*>(context);
    if (timer->timer_period == 0) {
        timer->timer_expire = 0;
    }
    timer->timer_func(timer->timer_arg);
}

void (*installed_put)(char letter) = nullptr;

int print(const char* format, va_list arguments) {
    char line[kLineBytes];
    const int letters = vsnprintf(line, sizeof line, format, arguments);
    if (installed_put == nullptr) {
        machine::console_write(reinterpret_cast<const uint8_t*>(line), strlen(line));
        return letters;
    }
    for (const char* each = line; *each != 0; ++each) {
        installed_put(*each);
    }
    return letters;
}

}  // namespace

void ets_timer_setfn(ETSTimer* timer, ETSTimerFunc* function, void* argument) {
    ets_timer_disarm(timer);
    timer->timer_func = function;
    timer->timer_arg = argument;
}

void ets_timer_arm_new(ETSTimer* timer, uint32_t time, bool repeats, bool is_ms) {
    ets_timer_disarm(timer);
    // A timer that never rests would leave no time for anything else.
    const uint32_t us = max(is_ms ? time * kMillisecondUs : time, uint32_t{1});
    timer->timer_period = repeats ? us : 0;
    timer->timer_expire = machine::timer_start(us, timer->timer_period, serve_os_timer, timer);
}

// Of a timer that was never set up the memory may hold anything; sketches keep theirs in globals.
void ets_timer_disarm(ETSTimer* timer) {
    machine::timer_stop(timer->timer_expire);
    timer->timer_expire = 0;
}

void ets_timer_done(ETSTimer* timer) { ets_timer_setfn(timer, nullptr, nullptr); }

void ets_delay_us(uint32_t us) { delayMicroseconds(us); }

void ets_install_putc1(void (*put)(char letter)) { installed_put = put; }

int ets_putc(int letter) {
    const auto octet = static_cast<uint8_t>(letter);
    machine::console_write(&octet, 1);
    return letter;
}

int ets_printf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int letters = print(format, arguments);
    va_end(arguments);
    return letters;
}

// What the SDK says goes to the console unless it was told to be still.
int os_printf_plus(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int letters = print(format, arguments);
    va_end(arguments);
    return letters;
}

unsigned long os_random(void) { return machine::random_32(); }

int os_get_random(unsigned char* bytes, size_t count) {
    ESP.random(bytes, count);
    return 0;
}

bool system_deep_sleep_set_option(uint8 option) { return option <= RF_DISABLED; }

bool system_deep_sleep(uint64 time_in_us) {
    ESP.deepSleep(time_in_us);
    return true;
}

// A program for eboot begins in the second sector of flash, behind it.
uint32 system_get_userbin_addr(void) { return 0x1000; }

enum flash_size_map system_get_flash_size_map(void) { return FLASH_SIZE_32M_MAP_512_512; }

// Days by the rule of the Gregorian calendar, in years that begin with March.
uint64 system_mktime(uint32 year, uint32 mon, uint32 day, uint32 hour, uint32 min, uint32 sec) {
    const bool is_before_march = mon <= 2;
    const uint32 month = is_before_march ? mon + 10 : mon - 2;
    const uint64 years = is_before_march ? year - 1 : year;
    const uint64 days = years / 4 - years / 100 + years / 400 + 367 * month / 12 + day + years * 365 - 719499;
    return ((days * 24 + hour) * 60 + min) * 60 + sec;
}

uint16 system_adc_read(void) { return static_cast<uint16>(analogRead(A0)); }

uint16 system_get_vdd33(void) { return static_cast<uint16>(ESP.getVcc() * kStepsOfVolt / kMillivolts); }

uint8 system_get_boot_version(void) { return ESP.getBootVersion(); }

uint8 system_get_boot_mode(void) { return ESP.getBootMode(); }

bool system_update_cpu_freq(uint8 freq) { return freq == SYS_CPU_80MHZ || freq == SYS_CPU_160MHZ; }

void system_set_os_print(uint8 onoff) { prints = onoff != 0; }

uint8 system_get_os_print(void) { return prints ? 1 : 0; }

uint32 system_get_rtc_time(void) { return static_cast<uint32>(machine::micros()); }

uint32 system_rtc_clock_cali_proc(void) { return kTickOfOneUs; }

void system_print_meminfo(void) { os_printf("heap: %u free\n", ESP.getFreeHeap()); }

void system_phy_set_max_tpw(uint8 max_tpw) { (void)max_tpw; }

void system_phy_set_rfoption(uint8 option) { (void)option; }

void system_phy_set_powerup_option(uint8 option) { (void)option; }

void hexdump(const void* mem, uint32_t len, uint8_t cols) {
    const auto* const first = static_cast<const uint8_t*>(mem);
    ets_printf("\n[HEXDUMP] Address: %p len: 0x%X (%d)", mem, static_cast<unsigned>(len), static_cast<int>(len));
    for (uint32_t at = 0; at < len; at += cols) {
        ets_printf("\n[%p] 0x%04x: ", static_cast<const void*>(first + at), static_cast<unsigned>(at));
        for (uint32_t each = at; each < at + cols; ++each) {
            if (each < len) {
                ets_printf("%02x ", first[each]);
            } else {
                ets_printf("   ");
            }
        }
        ets_printf("  ");
        for (uint32_t each = at; each < min(at + cols, len); ++each) {
            ets_putc(isprint(first[each]) != 0 ? first[each] : '.');
        }
    }
    ets_printf("\n");
}
