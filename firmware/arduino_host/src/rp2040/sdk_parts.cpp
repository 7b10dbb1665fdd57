// Converter, clocks and the radio's pins by pico-sdk's names. Facts: src/rp2_common of pico-sdk 2.
#include <Arduino.h>
#include <hardware/adc.h>
#include <hardware/clocks.h>
#include <machine.h>
#include <pico/cyw43_arch.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint kThermometer = 4;
// 706 mV of 3.3 V in 12 bits.
constexpr uint16_t kRoomSteps = 876;
constexpr uint32_t kCrystalHz = 12000000;
constexpr uint32_t kUsbHz = 48000000;
constexpr uint32_t kSlowClockHz = 46875;

uint adc_input = 0;
bool is_thermometer_on = false;

}  // namespace

extern "C" {

void adc_init(void) {}
void adc_gpio_init(uint gpio) {
    gpio_set_function(gpio, GPIO_FUNC_NULL);
    gpio_disable_pulls(gpio);
}
void adc_select_input(uint input) { adc_input = input < NUM_ADC_CHANNELS ? input : adc_input; }
uint adc_get_selected_input(void) { return adc_input; }
void adc_set_temp_sensor_enabled(bool enable) { is_thermometer_on = enable; }

uint16_t adc_read(void) {
    if (adc_input == kThermometer) {
        return is_thermometer_on ? kRoomSteps : 0;
    }
    return machine::analog_read(static_cast<uint8_t>(ADC_BASE_PIN + adc_input));
}

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
