// Pins and time of the ESP8266's core. Facts: core_esp8266_wiring*.cpp, Tone.cpp.
#include <Arduino.h>

#include "iram.h"
#include "machine.h"
#include "oceanhil/pins.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint8_t kPins = 17;
constexpr uint8_t kClockPin = 16;
constexpr uint8_t kAnalogPin = 17;
constexpr int kFullAnalog = 1023;
constexpr unsigned kSurplusAnalogBits = 2;
constexpr uint32_t kLeastRange = 15;
constexpr uint32_t kMostRange = 65535;
constexpr int kLeastBits = 4;
constexpr int kMostBits = 16;
constexpr int kFullDuty = 0xFFFF;
constexpr uint64_t kCyclesPerMicro = F_CPU / 1000000L;
constexpr uint32_t kInterruptsOff = 15;

int analog_range = 255;
uint32_t pulsed_pins = 0;

constexpr size_t kMostLocks = 7;
uint32_t levels_before_locks[kMostLocks] = {};
size_t open_locks = 0;

machine::PinMode mode_of(uint8_t mode) {
    switch (mode) {
        case OUTPUT:
            return machine::PinMode::output;
        case OUTPUT_OPEN_DRAIN:
            return machine::PinMode::open_drain;
        case INPUT_PULLUP:
        case WAKEUP_PULLUP:
            return machine::PinMode::input_pullup;
        case WAKEUP_PULLDOWN:
            return machine::PinMode::input_pulldown;
        default:
            return machine::PinMode::input;
    }
}

/// The pin of the clock has three modes; any other takes its pull away and leaves its direction.
void set_clock_pin_mode(uint8_t mode) {
    static bool is_output = false;
    is_output = mode == OUTPUT || (is_output && mode != INPUT && mode != INPUT_PULLDOWN_16);
    const auto input = mode == INPUT_PULLDOWN_16 ? machine::PinMode::input_pulldown : machine::PinMode::input;
    machine::pin_mode(kClockPin, is_output ? machine::PinMode::output : input);
}

machine::Edge edge_of(int mode) {
    if (mode == RISING) {
        return machine::Edge::rising;
    }
    return mode == FALLING ? machine::Edge::falling : machine::Edge::change;
}

/// The core looks where a function stands before it looks at the pin; one with a state is called by a function of the
/// core's.
void refuse_flash(const void* function) {
    constexpr char kText[] = "ISR not in IRAM!\r\n";
    if (!oceanhil::is_in_iram(function)) {
        machine::console_write(reinterpret_cast<const uint8_t*>(kText), sizeof kText - 1);
        abort();
    }
}

void stop_pulses(uint8_t pin) {
    if ((pulsed_pins >> pin) & 1u) {
        pulsed_pins &= ~(1u << pin);
        machine::pwm_write(pin, 0);
    }
}

}  // namespace

extern "C" {

uint64_t micros64() { return machine::micros(); }

uint32_t esp_get_cycle_count() { return static_cast<uint32_t>(machine::micros() * kCyclesPerMicro); }

uint32_t xt_rsil(uint32_t level) { return machine::interrupts(level == 0) ? 0 : kInterruptsOff; }

void xt_wsr_ps(uint32_t level) { machine::interrupts(level == 0); }

// Locks beyond so many are not counted, and whoever opens more than he has locked opens (core_esp8266_main.cpp).
void ets_intr_lock() {
    const uint32_t before = xt_rsil(kInterruptsOff);
    if (open_locks < kMostLocks) {
        levels_before_locks[open_locks++] = before;
    }
}

void ets_intr_unlock() { xt_wsr_ps(open_locks > 0 ? levels_before_locks[--open_locks] : 0); }

void optimistic_yield(uint32_t interval_us) {
    static uint64_t last_us = 0;
    if (machine::micros() - last_us > interval_us) {
        machine::yield();
        last_us = machine::micros();
    }
}

void pinMode(uint8_t pin, uint8_t mode) {
    if (pin == kClockPin) {
        set_clock_pin_mode(mode);
    } else if (pin < kClockPin && mode != INPUT_PULLDOWN_16) {
        machine::pin_mode(pin, mode_of(mode));
    }
}

void digitalWrite(uint8_t pin, uint8_t value) {
    if (pin < kPins) {
        stop_pulses(pin);
        machine::pin_write(pin, value != LOW);
    }
}

int digitalRead(uint8_t pin) { return pin < kPins && machine::pin_look(pin) ? HIGH : LOW; }

int analogRead(uint8_t pin) {
    if (pin == kAnalogPin || pin == 0) {
        machine::look();
        return machine::analog_read(kAnalogPin) >> kSurplusAnalogBits;
    }
    return digitalRead(pin) * kFullAnalog;
}

void analogReference(uint8_t) {}

void analogWriteFreq(uint32_t) {}

void analogWriteRange(uint32_t range) {
    if (range >= kLeastRange && range <= kMostRange) {
        analog_range = static_cast<int>(range);
    }
}

void analogWriteResolution(int bits) {
    if (bits >= kLeastBits && bits <= kMostBits) {
        analog_range = (1 << bits) - 1;
    }
}

void analogWrite(uint8_t pin, int value) { analogWriteMode(pin, value, false); }

void analogWriteMode(uint8_t pin, int value, bool openDrain) {
    if (pin >= kPins) {
        return;
    }
    if (((pulsed_pins >> pin) & 1u) == 0) {
        pinMode(pin, openDrain ? OUTPUT_OPEN_DRAIN : OUTPUT);
    }
    pulsed_pins |= 1u << pin;
    const int64_t duty = constrain(value, 0, analog_range);
    machine::pwm_write(pin, static_cast<uint16_t>(duty * kFullDuty / analog_range));
}

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout) {
    return oceanhil::pulse_us(pin, state != LOW, static_cast<uint32_t>(timeout));
}

unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout) { return pulseIn(pin, state, timeout); }

void attachInterrupt(uint8_t pin, void (*function)(void), int mode) {
    refuse_flash(reinterpret_cast<const void*>(function));
    if (pin < EXTERNAL_NUM_INTERRUPTS) {
        oceanhil::attach(pin, function, edge_of(mode));
    }
}

void attachInterruptArg(uint8_t pin, void (*function)(void*), void* argument, int mode) {
    refuse_flash(reinterpret_cast<const void*>(function));
    if (pin < EXTERNAL_NUM_INTERRUPTS) {
        oceanhil::attach(
            pin, [function, argument] { function(argument); }, edge_of(mode));
    }
}

void detachInterrupt(uint8_t pin) {
    if (pin < EXTERNAL_NUM_INTERRUPTS) {
        oceanhil::detach(pin);
    }
}

}  // extern "C"

void attachInterrupt(uint8_t pin, std::function<void(void)> function, int mode) {
    if (pin < EXTERNAL_NUM_INTERRUPTS) {
        oceanhil::attach(pin, std::move(function), edge_of(mode));
    }
}

void tone(uint8_t pin, unsigned int frequency, unsigned long duration) {
    if (frequency == 0) {
        noTone(pin);
    } else if (pin < kPins) {
        oceanhil::start_tone(pin, static_cast<uint32_t>(duration));
    }
}

void tone(uint8_t pin, int frequency, unsigned long duration) {
    tone(pin, static_cast<unsigned int>(frequency), duration);
}

void tone(uint8_t pin, double frequency, unsigned long duration) { tone(pin, frequency < 1.0 ? 0u : 1u, duration); }

void noTone(uint8_t pin) {
    if (pin < kPins) {
        oceanhil::stop_tone(pin);
    }
}
