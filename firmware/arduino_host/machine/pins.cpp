#include <vector>

#include "board_time.h"
#include "link.h"
#include "machine.h"

namespace machine {

namespace {

constexpr size_t kPins = 64;
constexpr uint16_t kFloating = 0;

struct Pin {
    PinMode mode = PinMode::input;
    bool is_high = false;
    // What the world was last told of it.
    bool is_told = false;
    PinMode told_mode = PinMode::input;
    bool told_high = false;
};

Pin pins[kPins];
bool are_interrupts_on = true;

}  // namespace

void pin_mode(uint8_t pin, PinMode mode) {
    if (pin < kPins) {
        pins[pin].mode = mode;
        if (mode == PinMode::output) {
            pin_write(pin, pins[pin].is_high);
        }
    }
}

void pin_write(uint8_t pin, bool high) {
    if (pin >= kPins) {
        return;
    }
    Pin& written = pins[pin];
    written.is_high = high;
    // A loop that writes the same level a million times a second moves no pin.
    if (written.is_told && written.told_mode == written.mode && written.told_high == high) {
        return;
    }
    written.is_told = true;
    written.told_mode = written.mode;
    written.told_high = high;
    const uint8_t told[] = {pin, static_cast<uint8_t>(written.mode), static_cast<uint8_t>(high)};
    link::note(link::Note::pin, present_us(), {{told, sizeof told}});
    be_seen();
}

bool pin_read(uint8_t pin) {
    if (pin >= kPins) {
        return false;
    }
    const Pin& found = pins[pin];
    // Nothing is attached: an output shows what is written, an input what pulls it.
    return found.mode == PinMode::input_pullup || (found.mode == PinMode::output && found.is_high);
}

uint16_t analog_read(uint8_t) { return kFloating; }

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
