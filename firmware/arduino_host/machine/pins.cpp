#include <string.h>

#include "board_time.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "resistors.h"

namespace machine {

namespace {

constexpr size_t kPins = 64;
constexpr uint16_t kFloating = 0;
// From this on the input of a pin is high: half of what the supply is.
constexpr uint16_t kHighLevel = 2048;

struct Pin {
    PinMode mode = PinMode::input;
    bool is_high = false;
    bool is_pulled_up = false;
    // What the world was last told of it.
    bool is_told = false;
    PinMode told_mode = PinMode::input;
    bool told_high = false;
    // What drives it from outside, if anything does.
    bool is_driven = false;
    uint16_t level = kFloating;
};

Pin pins[kPins];
bool are_interrupts_on = true;

void tell_pin(uint8_t pin) {
    Pin& written = pins[pin];
    // A loop that writes the same level a million times a second moves no pin.
    if (written.is_told && written.told_mode == written.mode && written.told_high == written.is_high) {
        return;
    }
    written.is_told = true;
    written.told_mode = written.mode;
    written.told_high = written.is_high;
    const uint8_t told[] = {pin, static_cast<uint8_t>(written.mode), static_cast<uint8_t>(written.is_high)};
    link::note(link::Note::pin, present_us(), {{told, sizeof told}});
    be_seen();
}

}  // namespace

namespace inbox {

void take_level(const uint8_t* data, size_t size) {
    uint16_t level = 0;
    if (size == sizeof(uint8_t) + sizeof level && data[0] < kPins) {
        memcpy(&level, data + 1, sizeof level);
        pins[data[0]].level = level;
        pins[data[0]].is_driven = true;
    }
}

}  // namespace inbox

void pin_mode(uint8_t pin, PinMode mode) {
    if (pin < kPins) {
        pins[pin].mode = mode;
        // Whoever held a pin may let it go by this.
        if (mode == PinMode::output || pins[pin].is_told) {
            tell_pin(pin);
        }
    }
}

void pin_write(uint8_t pin, bool high) {
    if (pin >= kPins) {
        return;
    }
    pins[pin].is_high = high;
    tell_pin(pin);
}

bool pin_read(uint8_t pin) {
    if (pin >= kPins) {
        return false;
    }
    const Pin& found = pins[pin];
    // An output shows what is written, an input what drives it, and where nothing does what pulls it.
    if (found.is_driven && found.mode != PinMode::output) {
        return found.level >= kHighLevel;
    }
    const bool is_up = found.mode == PinMode::input_pullup || (found.mode == PinMode::input && found.is_pulled_up);
    return is_up || (found.mode == PinMode::output && found.is_high);
}

void pin_pulled_up(uint8_t pin) { pins[pin].is_pulled_up = true; }

uint16_t analog_read(uint8_t pin) { return pin < kPins ? pins[pin].level : kFloating; }

void pwm_write(uint8_t pin, uint16_t duty) { pin_write(pin, duty != 0); }

void pin_interrupt(uint8_t, Edge, void (*)(void*), void*) {
    // No pin of an input moves: nothing is attached.
}

bool interrupts(bool on) {
    const bool were_on = are_interrupts_on;
    are_interrupts_on = on;
    return were_on;
}

}  // namespace machine
