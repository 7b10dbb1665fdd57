#include <Arduino.h>
#include <esp_private/esp_clk.h>
#include <esp_rom_sys.h>
#include <machine.h>
#include <rom/ets_sys.h>
#include <rom/rtc.h>
#include <stdarg.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kHertzOfMegahertz = 1000000;

void (*rom_put)(char letter) = ets_write_char_uart;

}  // namespace

extern "C" {

void ets_write_char_uart(char letter) { machine::console_write(reinterpret_cast<const uint8_t*>(&letter), 1); }
void ets_install_putc1(void (*put)(char letter)) { rom_put = put; }
void ets_install_uart_printf(void) { rom_put = ets_write_char_uart; }

int ets_printf(const char* format, ...) {
    constexpr size_t kLineBytes = 256;
    char line[kLineBytes];
    va_list arguments;
    va_start(arguments, format);
    const int letters = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (const char* each = line; *each != 0 && rom_put != nullptr; ++each) {
        rom_put(*each);
    }
    return letters;
}

void ets_delay_us(uint32_t us) { delayMicroseconds(us); }

void esp_rom_delay_us(uint32_t us) { delayMicroseconds(us); }

uint32_t ets_get_cpu_frequency(void) { return getCpuFrequencyMhz(); }

uint32_t esp_rom_get_cpu_ticks_per_us(void) { return getCpuFrequencyMhz(); }

int esp_clk_cpu_freq(void) { return static_cast<int>(getCpuFrequencyMhz() * kHertzOfMegahertz); }

int esp_clk_apb_freq(void) { return static_cast<int>(getApbFrequency()); }

int esp_clk_xtal_freq(void) { return static_cast<int>(getXtalFrequencyMhz() * kHertzOfMegahertz); }

uint64_t esp_clk_rtc_time(void) { return machine::micros(); }

soc_reset_reason_t esp_rom_get_reset_reason(int cpu_no) { return rtc_get_reset_reason(cpu_no); }

// The second core is held and let go by the first, whatever reset that.
RESET_REASON rtc_get_reset_reason(int cpu_no) {
    switch (esp_reset_reason()) {
        case ESP_RST_POWERON:
            return cpu_no == 0 ? POWERON_RESET : EXT_CPU_RESET;
        case ESP_RST_DEEPSLEEP:
            return cpu_no == 0 ? DEEPSLEEP_RESET : EXT_CPU_RESET;
        case ESP_RST_BROWNOUT:
            return RTCWDT_BROWN_OUT_RESET;
        case ESP_RST_WDT:
            return TG1WDT_SYS_RESET;
        default:
            return SW_CPU_RESET;
    }
}

}  // extern "C"
