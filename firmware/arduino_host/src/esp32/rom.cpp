#include <Arduino.h>
#include <machine.h>
#include <rom/ets_sys.h>
#include <rom/rtc.h>
#include <stdarg.h>

namespace machine = oceanhil::machine;

namespace {

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
