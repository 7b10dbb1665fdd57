// Pulses by slices. Facts: src/rp2_common/hardware_pwm of pico-sdk 2; RP2040 Datasheet, "PWM".
#include <Arduino.h>
#include <hardware/pwm.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint kPulsePins = 30;
constexpr uint32_t kFullPulse = 0xFFFF;
constexpr uint32_t kHalfWord = 0xFFFF;
constexpr uint32_t kLevelBits = 16;

struct Slice {
    uint32_t csr = 0;
    uint32_t div = 1U << PWM_CH0_DIV_INT_LSB;
    uint32_t top = kHalfWord;
    /// The levels of both channels.
    uint32_t cc = 0;
};

Slice slices[NUM_PWM_SLICES];

/// So much of a period, of 65,535, a channel is high.
uint16_t share_of(const Slice& slice, uint channel) {
    if ((slice.csr & PWM_CH0_CSR_EN_BITS) == 0) {
        return 0;
    }
    const uint32_t steps = (slice.top & kHalfWord) + 1;
    const uint32_t level = min(slice.cc >> (channel * kLevelBits) & kHalfWord, steps);
    const bool is_inverted = (slice.csr >> (PWM_CH0_CSR_A_INV_LSB + channel) & 1) != 0;
    return static_cast<uint16_t>(uint64_t{is_inverted ? steps - level : level} * kFullPulse / steps);
}

/// Every pin of a slice that is given to it.
void show_slice(uint number) {
    for (uint gpio = 0; gpio < kPulsePins; ++gpio) {
        if (pwm_gpio_to_slice_num(gpio) == number && gpio_get_function(gpio) == GPIO_FUNC_PWM) {
            const auto pin = static_cast<uint8_t>(gpio);
            machine::pin_mode(pin, machine::PinMode::output);
            machine::pwm_write(pin, share_of(slices[number], pwm_gpio_to_channel(gpio)));
        }
    }
}

uint32_t& register_of(uint8_t slice, oceanhil::PwmRegister::Kind kind) {
    switch (kind) {
        case oceanhil::PwmRegister::Kind::csr:
            return slices[slice].csr;
        case oceanhil::PwmRegister::Kind::div:
            return slices[slice].div;
        case oceanhil::PwmRegister::Kind::cc:
            return slices[slice].cc;
        default:
            return slices[slice].top;
    }
}

void set_bit(uint32_t& word, uint32_t bits, bool is_set) { word = is_set ? word | bits : word & ~bits; }

template <typename Change>
void change_slice(uint number, Change change) {
    change(slices[number]);
    show_slice(number);
}

}  // namespace

oceanhil::PwmRegister::operator uint32_t() const { return register_of(slice_, kind_); }

oceanhil::PwmRegister& oceanhil::PwmRegister::operator=(uint32_t value) {
    register_of(slice_, kind_) = value;
    show_slice(slice_);
    return *this;
}

pwm_hw_t oceanhil_pwm_registers = {{pwm_slice_hw_t(0), pwm_slice_hw_t(1), pwm_slice_hw_t(2), pwm_slice_hw_t(3),
                                    pwm_slice_hw_t(4), pwm_slice_hw_t(5), pwm_slice_hw_t(6), pwm_slice_hw_t(7)}};

extern "C" {

void pwm_init(uint slice_num, pwm_config* c, bool start) {
    change_slice(slice_num, [=](Slice& slice) {
        slice = {c->csr, c->div, c->top, 0};
        set_bit(slice.csr, PWM_CH0_CSR_EN_BITS, start);
    });
}

void pwm_set_wrap(uint slice_num, uint16_t wrap) {
    change_slice(slice_num, [=](Slice& slice) { slice.top = wrap; });
}

void pwm_set_chan_level(uint slice_num, uint chan, uint16_t level) {
    const uint32_t shift = (chan & 1) * kLevelBits;
    change_slice(slice_num,
                 [=](Slice& slice) { slice.cc = (slice.cc & ~(kHalfWord << shift)) | uint32_t{level} << shift; });
}

void pwm_set_both_levels(uint slice_num, uint16_t level_a, uint16_t level_b) {
    change_slice(slice_num, [=](Slice& slice) { slice.cc = level_a | uint32_t{level_b} << kLevelBits; });
}

void pwm_set_gpio_level(uint gpio, uint16_t level) {
    pwm_set_chan_level(pwm_gpio_to_slice_num(gpio), pwm_gpio_to_channel(gpio), level);
}

void pwm_set_clkdiv(uint slice_num, float divider) {
    constexpr float kSteps = 1U << PWM_CH0_DIV_INT_LSB;
    slices[slice_num].div = static_cast<uint32_t>(divider * kSteps);
}

void pwm_set_clkdiv_int_frac4(uint slice_num, uint8_t div_int, uint8_t div_frac4) {
    slices[slice_num].div = uint32_t{div_int} << PWM_CH0_DIV_INT_LSB | div_frac4;
}

void pwm_set_phase_correct(uint slice_num, bool phase_correct) {
    set_bit(slices[slice_num].csr, PWM_CH0_CSR_PH_CORRECT_BITS, phase_correct);
}

void pwm_set_output_polarity(uint slice_num, bool a, bool b) {
    change_slice(slice_num, [=](Slice& slice) {
        set_bit(slice.csr, PWM_CH0_CSR_A_INV_BITS, a);
        set_bit(slice.csr, PWM_CH0_CSR_B_INV_BITS, b);
    });
}

void pwm_set_enabled(uint slice_num, bool enabled) {
    change_slice(slice_num, [=](Slice& slice) { set_bit(slice.csr, PWM_CH0_CSR_EN_BITS, enabled); });
}

void pwm_set_mask_enabled(uint32_t mask) {
    for (uint number = 0; number < NUM_PWM_SLICES; ++number) {
        pwm_set_enabled(number, (mask >> number & 1) != 0);
    }
}

}  // extern "C"
