// Pins of arduino-pico. Facts: cores/rp2040/wiring_digital.cpp, wiring_analog.cpp, wiring_private.cpp, Tone.cpp.
#include <Arduino.h>

#include "bank_pins.h"
#include "machine.h"
#include "oceanhil/pins.h"

namespace machine = oceanhil::machine;

namespace {

constexpr pin_size_t kPins = 30;
// Those behind the radio: the LED, the supply's mode, whether there is USB.
constexpr pin_size_t kFirstBehindRadio = 64;
constexpr pin_size_t kLastBehindRadio = 66;
constexpr pin_size_t kFirstAnalog = 26;
constexpr pin_size_t kLastAnalog = 29;
constexpr int kAnalogBits = 12;
constexpr int kMostReadBits = 31;
constexpr int kLeastBits = 2;
constexpr int kMostBits = 16;
constexpr uint32_t kLeastRange = 3;
constexpr uint32_t kMostRange = 65535;
constexpr int64_t kFullDuty = 0xFFFF;
constexpr float kRoomCelsius = 27.0F;

int read_bits = 10;
uint32_t analog_range = 255;
PinMode modes[kPins] = {};
// What was written to those behind the radio, where no edge is looked for.
bool levels_behind_radio[kLastBehindRadio - kFirstBehindRadio + 1] = {};

bool is_behind_radio(pin_size_t pin) { return pin >= kFirstBehindRadio && pin <= kLastBehindRadio; }

bool is_mode(PinMode mode) { return mode <= OUTPUT_12MA && mode != OUTPUT_OPENDRAIN; }

machine::PinMode machine_mode_of(PinMode mode) {
    switch (mode) {
        case INPUT:
            return machine::PinMode::input;
        case INPUT_PULLUP:
            return machine::PinMode::input_pullup;
        case INPUT_PULLDOWN:
            return machine::PinMode::input_pulldown;
        default:
            return machine::PinMode::output;
    }
}

machine::Edge edge_of(PinStatus mode) {
    if (mode == RISING || mode == HIGH) {
        return machine::Edge::rising;
    }
    return mode == CHANGE ? machine::Edge::change : machine::Edge::falling;
}

/// A pin with a pull, written to, is an output at the other level only.
void write_pulled(pin_size_t pin, bool high) {
    const bool rests_high = modes[pin] == INPUT_PULLUP;
    const bool rests = high == rests_high;
    machine::pin_mode(pin, rests ? machine_mode_of(modes[pin]) : machine::PinMode::output);
    if (!rests) {
        machine::pin_write(pin, high);
    }
}

/// Each mode begins with `gpio_init`, which forgets the level that was written: an output begins low.
void begin_pin(pin_size_t pin, PinMode mode) {
    const machine::PinMode wanted = machine_mode_of(mode);
    if (wanted != machine::PinMode::output) {
        machine::pin_mode(pin, wanted);
    }
    // Below a pull lies the level that `write_pulled` shows.
    machine::pin_write(pin, mode == INPUT_PULLDOWN);
    if (wanted == machine::PinMode::output) {
        machine::pin_mode(pin, wanted);
    }
}

}  // namespace

extern "C" {

// Those behind the radio have no direction (cores/rp2040/cyw43_wrappers.cpp).
void pinMode(pin_size_t pin, PinMode mode) {
    if (pin < kPins && is_mode(mode)) {
        oceanhil::give_to_sio(pin, mode == INPUT_PULLUP, mode == INPUT_PULLDOWN);
        begin_pin(pin, mode);
        modes[pin] = mode;
    }
}

void digitalWrite(pin_size_t pin, PinStatus status) {
    if (is_behind_radio(pin)) {
        levels_behind_radio[pin - kFirstBehindRadio] = status != LOW;
    }
    if (pin >= kPins) {
        return;
    }
    oceanhil::take_back_for_sio(pin);
    if (modes[pin] == INPUT_PULLUP || modes[pin] == INPUT_PULLDOWN) {
        write_pulled(pin, status != LOW);
    } else {
        machine::pin_write(pin, status != LOW);
    }
}

PinStatus digitalRead(pin_size_t pin) {
    if (is_behind_radio(pin)) {
        return levels_behind_radio[pin - kFirstBehindRadio] ? HIGH : LOW;
    }
    return pin < kPins && machine::pin_look(pin) ? HIGH : LOW;
}

int analogRead(pin_size_t pin) {
    if (pin < kFirstAnalog || pin > kLastAnalog) {
        return 0;
    }
    machine::look();
    const int value = machine::analog_read(pin);
    return read_bits < kAnalogBits ? value >> (kAnalogBits - read_bits) : value << (read_bits - kAnalogBits);
}

// The chip stands in a room.
float analogReadTemp(float) { return kRoomCelsius; }

void analogReadResolution(int bits) { read_bits = bits > 0 && bits <= kMostReadBits ? bits : read_bits; }

void analogWriteFreq(uint32_t) {}

void analogWriteRange(uint32_t range) {
    analog_range = range >= kLeastRange && range <= kMostRange ? range : analog_range;
}

void analogWriteResolution(int bits) {
    if (bits >= kLeastBits && bits <= kMostBits) {
        analogWriteRange((1u << bits) - 1);
    }
}

void analogWrite(pin_size_t pin, int value) {
    if (pin < kPins) {
        const int64_t duty = constrain(static_cast<int64_t>(value), 0, static_cast<int64_t>(analog_range));
        oceanhil::give_to_pulses(pin);
        machine::pin_mode(pin, machine::PinMode::output);
        machine::pwm_write(pin, static_cast<uint16_t>(duty * kFullDuty / analog_range));
    }
}

unsigned long pulseIn(pin_size_t pin, uint8_t state, unsigned long timeout) {
    return pin < kPins ? oceanhil::pulse_us(pin, state != 0, static_cast<uint32_t>(timeout)) : 0;
}

unsigned long pulseInLong(pin_size_t pin, uint8_t state, unsigned long timeout) { return pulseIn(pin, state, timeout); }

void attachInterrupt(pin_size_t pin, voidFuncPtr function, PinStatus mode) {
    oceanhil::attach(pin, function, edge_of(mode));
}

void attachInterruptParam(pin_size_t pin, voidFuncPtrParam function, PinStatus mode, void* parameter) {
    oceanhil::attach(
        pin, [function, parameter] { function(parameter); }, edge_of(mode));
}

void detachInterrupt(pin_size_t pin) { oceanhil::detach(pin); }

}  // extern "C"

void tone(uint8_t pin, unsigned int frequency, unsigned long duration) {
    if (frequency == 0) {
        noTone(pin);
    } else if (pin < kPins) {
        oceanhil::start_tone(pin, static_cast<uint32_t>(duration));
    }
}

void noTone(uint8_t pin) {
    if (pin < kPins) {
        oceanhil::stop_tone(pin);
    }
}
