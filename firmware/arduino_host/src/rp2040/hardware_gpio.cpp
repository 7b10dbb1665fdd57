#include <boot.h>
#include <hardware/gpio.h>
#include <machine.h>

#include "bank_pins.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint kBankPins = 30;
constexpr char kNoLevels[] = "gpio_set_irq_enabled: interrupts of levels are not simulated, take an edge\r\n";

/// A pin as its registers have it. While it is SIO's, level and direction are as the machine has them, by whatever way they
/// have been written.
struct Pin {
    gpio_function function = GPIO_FUNC_NULL;
    bool is_output = false;
    bool is_high = false;
    bool is_pulled_up = false;
    // So begins every pin (RP2040 Datasheet, "PADS_BANK0").
    bool is_pulled_down = true;
};

Pin pins[kBankPins];

machine::PinMode mode_of(const Pin& pin) {
    if (pin.is_output && pin.function == GPIO_FUNC_SIO) {
        return machine::PinMode::output;
    }
    if (pin.is_pulled_up) {
        return machine::PinMode::input_pullup;
    }
    return pin.is_pulled_down ? machine::PinMode::input_pulldown : machine::PinMode::input;
}

void show(uint gpio) {
    const Pin& pin = pins[gpio];
    const auto number = static_cast<uint8_t>(gpio);
    // A pin that becomes an output has the level that was written before.
    if (pin.function == GPIO_FUNC_SIO) {
        machine::pin_write(number, pin.is_high);
    }
    machine::pin_mode(number, mode_of(pin));
}

/// Looks what has become of a pin by the core's own calls, or by pointers.
void recall(uint gpio) {
    Pin& pin = pins[gpio];
    if (pin.function == GPIO_FUNC_SIO) {
        machine::ports_follow();
        const machine::PortWords& words = machine::port_words(0);
        pin.is_high = (words.levels >> gpio & 1) != 0;
        pin.is_output = (words.outputs >> gpio & 1) != 0;
    }
}

void put_pad(uint gpio, uint32_t bits, uint32_t of) { hw_write_masked(&pads_bank0_hw->io[gpio], bits, of); }

gpio_irq_callback_t gpio_callback = nullptr;
uint32_t gpio_events[kBankPins] = {};

/// An edge came: which, the level says.
void serve_gpio(void* context) {
    const auto gpio = static_cast<uint>(reinterpret_cast<uintptr_t>(context));
    const uint32_t came = machine::pin_read(static_cast<uint8_t>(gpio)) ? GPIO_IRQ_EDGE_RISE : GPIO_IRQ_EDGE_FALL;
    if (gpio_callback != nullptr && (gpio_events[gpio] & came) != 0) {
        gpio_callback(gpio, came);
    }
}

template <typename Each>
void for_each_of(uint32_t mask, Each each) {
    for (uint gpio = 0; gpio < kBankPins; ++gpio) {
        if ((mask >> gpio & 1) != 0) {
            each(gpio);
        }
    }
}

template <typename Change>
void change(uint gpio, Change with) {
    if (gpio < kBankPins) {
        recall(gpio);
        with(pins[gpio]);
        show(gpio);
    }
}

/// Changes what SIO has of a pin, which shows only if the pin is SIO's.
template <typename Change>
void change_sio(uint gpio, Change with) {
    if (gpio < kBankPins) {
        recall(gpio);
        with(pins[gpio]);
        if (pins[gpio].function == GPIO_FUNC_SIO) {
            show(gpio);
        }
    }
}

}  // namespace

namespace oceanhil {

void give_to_sio(uint8_t pin, bool up, bool down) {
    if (pin < kBankPins) {
        pins[pin].function = GPIO_FUNC_SIO;
        pins[pin].is_pulled_up = up;
        pins[pin].is_pulled_down = down;
    }
}

void give_to_pulses(uint8_t pin) {
    if (pin < kBankPins) {
        recall(pin);
        pins[pin].function = GPIO_FUNC_PWM;
    }
}

void take_back_for_sio(uint8_t pin) {
    if (pin < kBankPins && pins[pin].function != GPIO_FUNC_SIO) {
        pins[pin].function = GPIO_FUNC_SIO;
        show(pin);
    }
}

}  // namespace oceanhil

extern "C" {

void gpio_init(uint gpio) {
    change(gpio, [](Pin& pin) {
        pin.is_output = pin.is_high = false;
        pin.function = GPIO_FUNC_SIO;
    });
}

void gpio_deinit(uint gpio) { gpio_set_function(gpio, GPIO_FUNC_NULL); }

void gpio_set_function(uint gpio, gpio_function fn) {
    change(gpio, [fn](Pin& pin) { pin.function = fn; });
}

gpio_function gpio_get_function(uint gpio) { return gpio < kBankPins ? pins[gpio].function : GPIO_FUNC_NULL; }

void gpio_set_dir(uint gpio, bool out) {
    change_sio(gpio, [out](Pin& pin) { pin.is_output = out; });
}

bool gpio_is_dir_out(uint gpio) {
    if (gpio >= kBankPins) {
        return false;
    }
    recall(gpio);
    return pins[gpio].is_output;
}

uint gpio_get_dir(uint gpio) { return gpio_is_dir_out(gpio) ? GPIO_OUT : GPIO_IN; }

void gpio_put(uint gpio, bool value) {
    change_sio(gpio, [value](Pin& pin) { pin.is_high = value; });
}

bool gpio_get(uint gpio) { return gpio < kBankPins && machine::pin_look(static_cast<uint8_t>(gpio)); }

bool gpio_get_out_level(uint gpio) {
    if (gpio >= kBankPins) {
        return false;
    }
    recall(gpio);
    return pins[gpio].is_high;
}

void gpio_set_pulls(uint gpio, bool up, bool down) {
    change(gpio, [up, down](Pin& pin) {
        pin.is_pulled_up = up;
        pin.is_pulled_down = down;
    });
}

void gpio_pull_up(uint gpio) { gpio_set_pulls(gpio, true, false); }

void gpio_pull_down(uint gpio) { gpio_set_pulls(gpio, false, true); }

void gpio_disable_pulls(uint gpio) { gpio_set_pulls(gpio, false, false); }

void gpio_set_input_hysteresis_enabled(uint gpio, bool enabled) {
    put_pad(gpio, enabled ? PADS_BANK0_GPIO0_SCHMITT_BITS : 0, PADS_BANK0_GPIO0_SCHMITT_BITS);
}

bool gpio_is_input_hysteresis_enabled(uint gpio) {
    return (pads_bank0_hw->io[gpio] & PADS_BANK0_GPIO0_SCHMITT_BITS) != 0;
}

void gpio_set_slew_rate(uint gpio, gpio_slew_rate slew) {
    put_pad(gpio, static_cast<uint32_t>(slew) << PADS_BANK0_GPIO0_SLEWFAST_LSB, PADS_BANK0_GPIO0_SLEWFAST_BITS);
}

gpio_slew_rate gpio_get_slew_rate(uint gpio) {
    const uint32_t bits = pads_bank0_hw->io[gpio] & PADS_BANK0_GPIO0_SLEWFAST_BITS;
    return static_cast<gpio_slew_rate>(bits >> PADS_BANK0_GPIO0_SLEWFAST_LSB);
}

void gpio_set_drive_strength(uint gpio, gpio_drive_strength drive) {
    put_pad(gpio, static_cast<uint32_t>(drive) << PADS_BANK0_GPIO0_DRIVE_LSB, PADS_BANK0_GPIO0_DRIVE_BITS);
}

gpio_drive_strength gpio_get_drive_strength(uint gpio) {
    const uint32_t bits = pads_bank0_hw->io[gpio] & PADS_BANK0_GPIO0_DRIVE_BITS;
    return static_cast<gpio_drive_strength>(bits >> PADS_BANK0_GPIO0_DRIVE_LSB);
}

bool gpio_is_pulled_up(uint gpio) { return gpio < kBankPins && pins[gpio].is_pulled_up; }
bool gpio_is_pulled_down(uint gpio) { return gpio < kBankPins && pins[gpio].is_pulled_down; }

void gpio_set_irq_callback(gpio_irq_callback_t callback) { gpio_callback = callback; }

void gpio_set_irq_enabled(uint gpio, uint32_t event_mask, bool enabled) {
    if (gpio >= kBankPins) {
        return;
    }
    if (enabled && (event_mask & (GPIO_IRQ_LEVEL_LOW | GPIO_IRQ_LEVEL_HIGH)) != 0) {
        machine::console_write(reinterpret_cast<const uint8_t*>(kNoLevels), sizeof kNoLevels - 1);
        machine::crash(machine::Crash::panic);
    }
    gpio_events[gpio] = enabled ? gpio_events[gpio] | event_mask : gpio_events[gpio] & ~event_mask;
    void* const context = reinterpret_cast<void*>(static_cast<uintptr_t>(gpio));
    machine::pin_interrupt(static_cast<uint8_t>(gpio), machine::Edge::change,
                           gpio_events[gpio] == 0 ? nullptr : serve_gpio, context);
}

void gpio_set_irq_enabled_with_callback(uint gpio, uint32_t event_mask, bool enabled, gpio_irq_callback_t callback) {
    gpio_set_irq_callback(callback);
    gpio_set_irq_enabled(gpio, event_mask, enabled);
}

void gpio_init_mask(uint32_t gpio_mask) { for_each_of(gpio_mask, gpio_init); }

void gpio_put_masked(uint32_t mask, uint32_t value) {
    for_each_of(mask, [value](uint gpio) { gpio_put(gpio, (value >> gpio & 1) != 0); });
}

void gpio_set_mask(uint32_t mask) { gpio_put_masked(mask, mask); }
void gpio_clr_mask(uint32_t mask) { gpio_put_masked(mask, 0); }

void gpio_set_dir_out_masked(uint32_t mask) {
    for_each_of(mask, [](uint gpio) { gpio_set_dir(gpio, true); });
}

void gpio_set_dir_in_masked(uint32_t mask) {
    for_each_of(mask, [](uint gpio) { gpio_set_dir(gpio, false); });
}

void gpio_set_dir_masked(uint32_t mask, uint32_t value) {
    for_each_of(mask, [value](uint gpio) { gpio_set_dir(gpio, (value >> gpio & 1) != 0); });
}

void gpio_set_dir_all_bits(uint32_t values) { gpio_set_dir_masked(UINT32_MAX, values); }
void gpio_put_all(uint32_t value) { gpio_put_masked(UINT32_MAX, value); }

void gpio_xor_mask(uint32_t mask) {
    for_each_of(mask, [](uint gpio) { gpio_put(gpio, !gpio_get_out_level(gpio)); });
}

uint32_t gpio_get_all(void) {
    uint32_t levels = 0;
    machine::look();
    for_each_of(UINT32_MAX, [&levels](uint gpio) {
        levels |= uint32_t{gpio < kBankPins && machine::pin_read(static_cast<uint8_t>(gpio))} << gpio;
    });
    return levels;
}

}  // extern "C"
