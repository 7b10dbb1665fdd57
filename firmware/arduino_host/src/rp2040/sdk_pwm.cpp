// Pulses by slices. Facts: src/rp2_common/hardware_pwm of pico-sdk 2; RP2040 Datasheet, "PWM".
#include <Arduino.h>
#include <hardware/irq.h>
#include <hardware/pwm.h>
#include <machine.h>
#include <tasks.h>

#include "pio_block.h"
#include "pwm_block.h"

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
    /// Steps since its last wrap, and when it made the last of them, in 256ths of the system's clock.
    uint32_t position = 0;
    uint64_t at = 0;
    uint32_t timer = 0;
};

Slice slices[NUM_PWM_SLICES];
uint32_t wrapped_slices = 0;
uint32_t asking_slices = 0;
uint32_t forced_slices = 0;

uint slice_number(const Slice& slice) { return static_cast<uint>(&slice - slices); }

bool slice_counts(const Slice& slice) {
    return (slice.csr & PWM_CH0_CSR_EN_BITS) != 0 && (slice.csr & PWM_CH0_CSR_DIVMODE_BITS) == 0;
}

/// In 256ths of the system's clock; a divider of 0 is 256.
uint64_t slice_step(const Slice& slice) {
    constexpr uint32_t kSixteenthsOfStep = 16;
    constexpr uint32_t kLargest = 1U << 12;
    const uint32_t div = (slice.div & PWM_CH0_DIV_INT_BITS) == 0 ? kLargest | slice.div : slice.div;
    return uint64_t{div} * kSixteenthsOfStep;
}

bool is_phase_correct(const Slice& slice) { return (slice.csr & PWM_CH0_CSR_PH_CORRECT_BITS) != 0; }

/// Steps from wrap to wrap: up, and down again where its phase is to be correct.
uint32_t slice_round(const Slice& slice) { return ((slice.top & kHalfWord) + 1) * (is_phase_correct(slice) ? 2 : 1); }

void tell_wraps() {
    if (((wrapped_slices & asking_slices) | forced_slices) != 0) {
        irq_set_pending(PWM_IRQ_WRAP);
    }
}

void catch_up_slice(Slice& slice) {
    const uint64_t present = oceanhil::pio_clock_now();
    if (!slice_counts(slice)) {
        slice.at = present;
        return;
    }
    const uint64_t steps = (present - slice.at) / slice_step(slice);
    const uint64_t reached = slice.position + steps;
    slice.at += steps * slice_step(slice);
    slice.position = static_cast<uint32_t>(reached % slice_round(slice));
    wrapped_slices |= reached >= slice_round(slice) ? 1U << slice_number(slice) : 0;
}

uint32_t counter_of(Slice& slice) {
    catch_up_slice(slice);
    const uint32_t up = (slice.top & kHalfWord) + 1;
    return slice.position < up ? slice.position : slice_round(slice) - 1 - slice.position;
}

/// In 256ths of the system's clock.
uint64_t until_slice_wraps(const Slice& slice) {
    const uint64_t all = uint64_t{slice_round(slice) - slice.position} * slice_step(slice);
    const uint64_t passed = oceanhil::pio_clock_now() - slice.at;
    return all > passed ? all - passed : 0;
}

uint64_t slice_us(uint64_t clocks) {
    constexpr uint64_t kPerUs = uint64_t{F_CPU} / machine::kSecondUs * 256;
    return (clocks + kPerUs - 1) / kPerUs;
}

void watch_slice(Slice& slice);

void wrap_slice(void* context) {
    Slice& slice = *static_cast<Slice*>(context);
    slice.timer = 0;
    catch_up_slice(slice);
    tell_wraps();
    watch_slice(slice);
}

/// Who asks for interrupts of it is told at its next wrap.
void watch_slice(Slice& slice) {
    machine::timer_stop(slice.timer);
    slice.timer = 0;
    if (slice_counts(slice) && (asking_slices >> slice_number(slice) & 1) != 0) {
        slice.timer = machine::timer_start(max(slice_us(until_slice_wraps(slice)), uint64_t{1}), 0, wrap_slice, &slice);
    }
}

void catch_up_slices() {
    for (Slice& each : slices) {
        catch_up_slice(each);
    }
}

void ask_for_wraps(uint32_t mask) {
    catch_up_slices();
    asking_slices = mask;
    for (Slice& each : slices) {
        watch_slice(each);
    }
    tell_wraps();
}

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

/// nullptr where it is none that keeps what is written.
uint32_t* kept_register(uint8_t slice, oceanhil::PwmRegister::Kind kind) {
    switch (kind) {
        case oceanhil::PwmRegister::Kind::csr:
            return &slices[slice].csr;
        case oceanhil::PwmRegister::Kind::div:
            return &slices[slice].div;
        case oceanhil::PwmRegister::Kind::cc:
            return &slices[slice].cc;
        case oceanhil::PwmRegister::Kind::top:
            return &slices[slice].top;
        default:
            return nullptr;
    }
}

uint32_t enabled_mask() {
    uint32_t mask = 0;
    for (const Slice& each : slices) {
        mask |= (each.csr & PWM_CH0_CSR_EN_BITS) << slice_number(each);
    }
    return mask;
}

void set_bit(uint32_t& word, uint32_t bits, bool is_set) { word = is_set ? word | bits : word & ~bits; }

template <typename Change>
void change_slice(uint number, Change change) {
    Slice& slice = slices[number];
    catch_up_slice(slice);
    change(slice);
    slice.position = min(slice.position, slice_round(slice) - 1);
    watch_slice(slice);
    show_slice(number);
}

/// Of a slice that keeps it.
void set_counter(Slice& slice, uint32_t count) {
    catch_up_slice(slice);
    slice.position = min(count & kHalfWord, slice_round(slice) - 1);
    watch_slice(slice);
}

void write_of_all(oceanhil::PwmRegister::Kind kind, uint32_t value) {
    switch (kind) {
        case oceanhil::PwmRegister::Kind::en:
            pwm_set_mask_enabled(value);
            break;
        case oceanhil::PwmRegister::Kind::intr:
            catch_up_slices();
            wrapped_slices &= ~value;
            break;
        case oceanhil::PwmRegister::Kind::inte:
            ask_for_wraps(value);
            break;
        case oceanhil::PwmRegister::Kind::intf:
            forced_slices = value;
            tell_wraps();
            break;
        default:
            break;
    }
}

}  // namespace

oceanhil::PwmRegister::operator uint32_t() const {
    if (const uint32_t* const kept = kept_register(slice_, kind_); kept != nullptr) {
        return *kept;
    }
    catch_up_slices();
    switch (kind_) {
        case Kind::ctr:
            return counter_of(slices[slice_]);
        case Kind::en:
            return enabled_mask();
        case Kind::intr:
            return wrapped_slices;
        case Kind::inte:
            return asking_slices;
        case Kind::intf:
            return forced_slices;
        default:
            return (wrapped_slices & asking_slices) | forced_slices;
    }
}

oceanhil::PwmRegister& oceanhil::PwmRegister::operator=(uint32_t value) {
    if (kind_ == Kind::ctr) {
        set_counter(slices[slice_], value);
    } else if (uint32_t* const kept = kept_register(slice_, kind_); kept != nullptr) {
        change_slice(slice_, [=](Slice&) { *kept = value; });
    } else {
        write_of_all(kind_, value);
    }
    return *this;
}

pwm_hw_t oceanhil_pwm_registers = {{pwm_slice_hw_t(0), pwm_slice_hw_t(1), pwm_slice_hw_t(2), pwm_slice_hw_t(3),
                                    pwm_slice_hw_t(4), pwm_slice_hw_t(5), pwm_slice_hw_t(6), pwm_slice_hw_t(7)},
                                   {0, oceanhil::PwmRegister::Kind::en},
                                   {0, oceanhil::PwmRegister::Kind::intr},
                                   {0, oceanhil::PwmRegister::Kind::inte},
                                   {0, oceanhil::PwmRegister::Kind::intf},
                                   {0, oceanhil::PwmRegister::Kind::ints}};

namespace oceanhil {

PwmRegister* pwm_register_at(const volatile void* address) {
    const auto* const at = const_cast<const char*>(static_cast<const volatile char*>(address));
    const auto* const first = reinterpret_cast<const char*>(pwm_hw);
    if (at < first || at >= first + sizeof(pwm_hw_t)) {
        return nullptr;
    }
    return reinterpret_cast<PwmRegister*>(const_cast<char*>(at));
}

uint64_t pwm_wraps_us(uint slice_num, uint32_t wraps) {
    Slice& slice = slices[slice_num];
    if (!slice_counts(slice) || wraps == 0) {
        return wraps == 0 ? 0 : machine::kForever;
    }
    catch_up_slice(slice);
    return slice_us(until_slice_wraps(slice) + uint64_t{wraps - 1} * slice_round(slice) * slice_step(slice));
}

}  // namespace oceanhil

extern "C" {

void pwm_init(uint slice_num, pwm_config* c, bool start) {
    change_slice(slice_num, [=](Slice& slice) {
        slice.csr = c->csr;
        slice.div = c->div;
        slice.top = c->top;
        slice.cc = 0;
        slice.position = 0;
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
    change_slice(slice_num, [=](Slice& slice) { slice.div = static_cast<uint32_t>(divider * kSteps); });
}

void pwm_set_clkdiv_int_frac4(uint slice_num, uint8_t div_int, uint8_t div_frac4) {
    change_slice(slice_num,
                 [=](Slice& slice) { slice.div = uint32_t{div_int} << PWM_CH0_DIV_INT_LSB | div_frac4; });
}

void pwm_set_phase_correct(uint slice_num, bool phase_correct) {
    change_slice(slice_num,
                 [=](Slice& slice) { set_bit(slice.csr, PWM_CH0_CSR_PH_CORRECT_BITS, phase_correct); });
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

void pwm_set_clkdiv_mode(uint slice_num, enum pwm_clkdiv_mode mode) {
    change_slice(slice_num, [=](Slice& slice) {
        slice.csr = (slice.csr & ~PWM_CH0_CSR_DIVMODE_BITS) | uint32_t{mode} << PWM_CH0_CSR_DIVMODE_LSB;
    });
}

uint16_t pwm_get_counter(uint slice_num) { return static_cast<uint16_t>(counter_of(slices[slice_num])); }

void pwm_set_counter(uint slice_num, uint16_t c) { set_counter(slices[slice_num], c); }

void pwm_advance_count(uint slice_num) {
    set_counter(slices[slice_num], (counter_of(slices[slice_num]) + 1) % slice_round(slices[slice_num]));
}

void pwm_retard_count(uint slice_num) {
    const uint32_t round = slice_round(slices[slice_num]);
    set_counter(slices[slice_num], (counter_of(slices[slice_num]) + round - 1) % round);
}

void pwm_set_irq_enabled(uint slice_num, bool enabled) { pwm_set_irq_mask_enabled(1U << slice_num, enabled); }

void pwm_set_irq_mask_enabled(uint32_t slice_mask, bool enabled) {
    ask_for_wraps(enabled ? asking_slices | slice_mask : asking_slices & ~slice_mask);
}

void pwm_clear_irq(uint slice_num) { pwm_hw->intr = 1U << slice_num; }

void pwm_force_irq(uint slice_num) { pwm_hw->intf = forced_slices | 1U << slice_num; }

uint32_t pwm_get_irq_status_mask(void) { return pwm_hw->ints; }

}  // extern "C"
