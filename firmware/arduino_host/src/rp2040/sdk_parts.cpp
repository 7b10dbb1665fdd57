// Converter, pulses, clocks and the radio's pins by pico-sdk's names. Facts: src/rp2_common of pico-sdk 2.
#include <Arduino.h>
#include <hardware/adc.h>
#include <hardware/clocks.h>
#include <hardware/pwm.h>
#include <machine.h>
#include <pico/cyw43_arch.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint kThermometer = 4;
// 706 mV of 3.3 V in 12 bits.
constexpr uint16_t kRoomSteps = 876;
constexpr uint kPulsePins = 30;
constexpr uint32_t kFullPulse = 0xFFFF;
constexpr uint32_t kCrystalHz = 12000000;
constexpr uint32_t kUsbHz = 48000000;
constexpr uint32_t kSlowClockHz = 46875;

uint adc_input = 0;
bool is_thermometer_on = false;

struct Slice {
    uint16_t top = 0xFFFF;
    uint16_t levels[2] = {0, 0};
    bool is_on = false;
};

Slice slices[NUM_PWM_SLICES];

/// Every pin of a slice that is given to it.
void show_slice(uint number) {
    const Slice& slice = slices[number];
    for (uint gpio = 0; gpio < kPulsePins; ++gpio) {
        if (pwm_gpio_to_slice_num(gpio) == number && gpio_get_function(gpio) == GPIO_FUNC_PWM) {
            const uint32_t steps = uint32_t{slice.top} + 1;
            const uint32_t high = min(uint32_t{slice.levels[pwm_gpio_to_channel(gpio)]}, steps);
            const auto pin = static_cast<uint8_t>(gpio);
            machine::pin_mode(pin, machine::PinMode::output);
            machine::pwm_write(pin, static_cast<uint16_t>(slice.is_on ? uint64_t{high} * kFullPulse / steps : 0));
        }
    }
}

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

void pwm_init(uint slice_num, pwm_config* c, bool start) {
    slices[slice_num] = {c->top, {0, 0}, start};
    show_slice(slice_num);
}

void pwm_set_wrap(uint slice_num, uint16_t wrap) {
    slices[slice_num].top = wrap;
    show_slice(slice_num);
}

void pwm_set_chan_level(uint slice_num, uint chan, uint16_t level) {
    slices[slice_num].levels[chan & 1] = level;
    show_slice(slice_num);
}

void pwm_set_both_levels(uint slice_num, uint16_t level_a, uint16_t level_b) {
    pwm_set_chan_level(slice_num, PWM_CHAN_A, level_a);
    pwm_set_chan_level(slice_num, PWM_CHAN_B, level_b);
}

void pwm_set_gpio_level(uint gpio, uint16_t level) {
    pwm_set_chan_level(pwm_gpio_to_slice_num(gpio), pwm_gpio_to_channel(gpio), level);
}

void pwm_set_clkdiv(uint, float) {}

void pwm_set_enabled(uint slice_num, bool enabled) {
    slices[slice_num].is_on = enabled;
    show_slice(slice_num);
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

void cyw43_arch_gpio_put(uint wl_gpio, bool value) { digitalWrite(PIN_LED + wl_gpio, value ? HIGH : LOW); }
bool cyw43_arch_gpio_get(uint wl_gpio) { return digitalRead(PIN_LED + wl_gpio) == HIGH; }

}  // extern "C"
