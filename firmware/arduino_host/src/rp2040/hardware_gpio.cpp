#include <hardware/gpio.h>
#include <machine.h>

namespace {

constexpr uint kBankPins = 30;

/// A pin as its registers have it.
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
    machine::pin_mode(number, mode_of(pin));
    if (mode_of(pin) == machine::PinMode::output) {
        machine::pin_write(number, pin.is_high);
    }
}

template <typename Change>
void change(uint gpio, Change with) {
    if (gpio < kBankPins) {
        with(pins[gpio]);
        show(gpio);
    }
}

}  // namespace

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
    change(gpio, [out](Pin& pin) { pin.is_output = out; });
}

bool gpio_is_dir_out(uint gpio) { return gpio < kBankPins && pins[gpio].is_output; }

uint gpio_get_dir(uint gpio) { return gpio_is_dir_out(gpio) ? GPIO_OUT : GPIO_IN; }

void gpio_put(uint gpio, bool value) {
    change(gpio, [value](Pin& pin) { pin.is_high = value; });
}

bool gpio_get(uint gpio) { return gpio < kBankPins && machine::pin_read(static_cast<uint8_t>(gpio)); }

bool gpio_get_out_level(uint gpio) { return gpio < kBankPins && pins[gpio].is_high; }

void gpio_set_pulls(uint gpio, bool up, bool down) {
    change(gpio, [up, down](Pin& pin) {
        pin.is_pulled_up = up;
        pin.is_pulled_down = down;
    });
}

void gpio_pull_up(uint gpio) { gpio_set_pulls(gpio, true, false); }

void gpio_pull_down(uint gpio) { gpio_set_pulls(gpio, false, true); }

void gpio_disable_pulls(uint gpio) { gpio_set_pulls(gpio, false, false); }

}  // extern "C"
