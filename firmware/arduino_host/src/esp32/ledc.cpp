// Pulses on pins. Facts: cores/esp32/esp32-hal-ledc.c of arduino-esp32 3.x.
#include <esp32-hal-ledc.h>
#include <pins_arduino.h>

#include "machine.h"
#include "oceanhil/pin_owner.h"

using oceanhil::PinOwner;

namespace {

constexpr unsigned kPins = 64;
constexpr uint64_t kFullDuty = 0xFFFF;
constexpr uint8_t kToneBits = 10;
constexpr uint8_t kMostOctave = 8;
constexpr uint32_t kUsualFrequency = 1000;
constexpr uint8_t kUsualBits = 8;
#if defined(CONFIG_IDF_TARGET_ESP32S3) || defined(CONFIG_IDF_TARGET_ESP32C3)
constexpr uint8_t kMostBits = 14;
#else
constexpr uint8_t kMostBits = 20;
#endif

struct Pulses {
    uint32_t frequency;
    uint32_t duty;
    uint8_t bits;
};

Pulses pulses[kPins] = {};
uint32_t usual_frequency = kUsualFrequency;
uint8_t usual_bits = kUsualBits;

bool is_attached(uint8_t pin) { return oceanhil::owner_of(pin) == PinOwner::ledc && pulses[pin].bits != 0; }

void show(uint8_t pin) {
    const Pulses& shown = pulses[pin];
    const uint64_t full = uint64_t{1} << shown.bits;
    const uint64_t duty = shown.duty < full ? shown.duty : full;
    machine::pwm_write(pin, static_cast<uint16_t>(duty * kFullDuty / full));
}

uint32_t half_of(uint8_t bits) { return 1u << (bits - 1); }

}  // namespace

extern "C" {

bool ledcAttach(uint8_t pin, uint32_t frequency, uint8_t resolution) {
    if (pin >= SOC_GPIO_PIN_COUNT || frequency == 0 || resolution == 0 || resolution > kMostBits) {
        return false;
    }
    oceanhil::set_owner(pin, PinOwner::ledc);
    pulses[pin] = {frequency, 0, resolution};
    machine::pin_mode(pin, machine::PinMode::output);
    show(pin);
    return true;
}

bool ledcAttachChannel(uint8_t pin, uint32_t frequency, uint8_t resolution, uint8_t) {
    return ledcAttach(pin, frequency, resolution);
}

bool ledcWrite(uint8_t pin, uint32_t duty) {
    if (!is_attached(pin)) {
        return false;
    }
    // The highest duty that can be written is shown as if it were the whole period.
    const bool is_most = duty == (1u << pulses[pin].bits) - 1 && pulses[pin].bits != 1;
    pulses[pin].duty = duty;
    if (is_most) {
        machine::pwm_write(pin, static_cast<uint16_t>(kFullDuty));
    } else {
        show(pin);
    }
    return true;
}

uint32_t ledcWriteTone(uint8_t pin, uint32_t frequency) {
    if (!is_attached(pin)) {
        return 0;
    }
    if (frequency == 0) {
        ledcWrite(pin, 0);
        return 0;
    }
    pulses[pin] = {frequency, half_of(kToneBits), kToneBits};
    show(pin);
    return frequency;
}

uint32_t ledcWriteNote(uint8_t pin, note_t note, uint8_t octave) {
    // Of the eighth octave, in hertz; each below has half of it.
    static constexpr uint16_t kHighest[] = {4186, 4435, 4699, 4978, 5274, 5588, 5920, 6272, 6645, 7040, 7459, 7902};
    if (octave > kMostOctave || note >= NOTE_MAX) {
        return 0;
    }
    return ledcWriteTone(pin, kHighest[note] / (1u << (kMostOctave - octave)));
}

uint32_t ledcRead(uint8_t pin) { return is_attached(pin) ? pulses[pin].duty : 0; }

uint32_t ledcReadFreq(uint8_t pin) { return is_attached(pin) && pulses[pin].duty != 0 ? pulses[pin].frequency : 0; }

bool ledcDetach(uint8_t pin) {
    if (!is_attached(pin)) {
        return false;
    }
    oceanhil::set_owner(pin, PinOwner::nobody);
    pulses[pin] = {};
    machine::pwm_write(pin, 0);
    return true;
}

uint32_t ledcChangeFrequency(uint8_t pin, uint32_t frequency, uint8_t resolution) {
    if (!is_attached(pin) || frequency == 0 || resolution == 0 || resolution > kMostBits) {
        return 0;
    }
    pulses[pin].frequency = frequency;
    pulses[pin].bits = resolution;
    return frequency;
}

void analogWrite(uint8_t pin, int value) {
    if (is_attached(pin) || ledcAttach(pin, usual_frequency, usual_bits)) {
        ledcWrite(pin, static_cast<uint32_t>(value));
    }
}

void analogWriteFrequency(uint8_t pin, uint32_t frequency) {
    if (is_attached(pin)) {
        ledcChangeFrequency(pin, frequency, pulses[pin].bits);
    }
    usual_frequency = frequency;
}

void analogWriteResolution(uint8_t pin, uint8_t resolution) {
    if (is_attached(pin)) {
        ledcChangeFrequency(pin, pulses[pin].frequency, resolution);
    }
    usual_bits = resolution;
}

}  // extern "C"
