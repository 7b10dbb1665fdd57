// Clocks and the radio's pins by pico-sdk's names. Facts: src/rp2_common of pico-sdk 2.
#include <Arduino.h>
#include <hardware/clocks.h>
#include <pico/cyw43_arch.h>

namespace {

constexpr uint32_t kCrystalHz = 12000000;
constexpr uint32_t kUsbHz = 48000000;
constexpr uint32_t kSlowClockHz = 46875;

}  // namespace

extern "C" {

uint32_t clock_get_hz(clock_handle_t clock) {
    switch (clock) {
        case clk_sys:
        case clk_peri:
            return F_CPU;
        case clk_ref:
            return kCrystalHz;
        case clk_usb:
        case clk_adc:
            return kUsbHz;
        case clk_rtc:
            return kSlowClockHz;
        default:
            return 0;
    }
}

uint32_t cyw43_arch_get_country_code(void) { return CYW43_COUNTRY_WORLDWIDE; }

void cyw43_arch_gpio_put(uint wl_gpio, bool value) { digitalWrite(PIN_LED + wl_gpio, value ? HIGH : LOW); }
bool cyw43_arch_gpio_get(uint wl_gpio) { return digitalRead(PIN_LED + wl_gpio) == HIGH; }

}  // extern "C"
