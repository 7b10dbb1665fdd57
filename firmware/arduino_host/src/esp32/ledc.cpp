// Pulses on pins. Facts: cores/esp32/esp32-hal-ledc.c of arduino-esp32 3.x.
#include <esp32-hal-ledc.h>
#include <pins_arduino.h>
#include <soc/soc_caps.h>

#include "ledc_clock.h"
#include "machine.h"
#include "oceanhil/pin_owner.h"

namespace machine = oceanhil::machine;

using oceanhil::kOwnedPins;
using oceanhil::PinOwner;

namespace {

constexpr uint64_t kFullDuty = 0xFFFF;
constexpr uint8_t kToneBits = 10;
constexpr uint32_t kToneDuty = 0x1FF;
constexpr uint32_t kUsualFrequency = 1000;
constexpr uint8_t kUsualBits = 8;
#if SOC_LEDC_SUPPORT_HS_MODE
constexpr unsigned kChannels = 2 * SOC_LEDC_CHANNEL_NUM;
#else
constexpr unsigned kChannels = SOC_LEDC_CHANNEL_NUM;
#endif

constexpr uint8_t kNoChannel = 0xFF;

struct Fade {
    uint8_t pin;
    uint32_t target;
    void (*function)(void*);
    void* argument;
};

struct Pulses {
    uint32_t frequency;
    uint32_t duty;
    uint8_t bits;
    /// That the sketch has named; none where the core takes the next that is free.
    uint8_t channel = kNoChannel;
    bool is_inverted = false;
};

Pulses pulses[kOwnedPins] = {};
uint32_t usual_frequency = kUsualFrequency;
uint8_t usual_bits = kUsualBits;

bool is_attached(uint8_t pin) { return oceanhil::owner_of(pin) == PinOwner::ledc && pulses[pin].bits != 0; }

unsigned attached_pins() {
    unsigned count = 0;
    for (uint8_t pin = 0; pin < kOwnedPins; ++pin) {
        count += is_attached(pin) ? 1 : 0;
    }
    return count;
}

/// The highest duty that can be written is the whole period. Facts: ledcWrite.
uint32_t whole_period(uint32_t duty, uint8_t bits) {
    const uint32_t most = (1u << bits) - 1;
    return duty == most && most != 1 ? most + 1 : duty;
}

void show(uint8_t pin) {
    const uint64_t full = uint64_t{1} << pulses[pin].bits;
    const uint64_t high = pulses[pin].duty < full ? pulses[pin].duty : full;
    const uint64_t duty = pulses[pin].is_inverted ? full - high : high;
    machine::pwm_write(pin, static_cast<uint16_t>(duty * kFullDuty / full));
}

void finish_fade(void* context) {
    auto* fade = static_cast<Fade*>(context);
    ledcWrite(fade->pin, fade->target);
    if (fade->function != nullptr) {
        fade->function(fade->argument);
    }
    delete fade;
}

/// As arduino-esp32 2.x does it: what is chosen is of all pins, and is kept for those that come.
void change_all() {
    for (uint8_t pin = 0; pin < kOwnedPins; ++pin) {
        ledcChangeFrequency(pin, usual_frequency, usual_bits);
    }
}

void call_plain(void* function) { reinterpret_cast<void (*)()>(function)(); }

}  // namespace

extern "C" {

bool ledcAttach(uint8_t pin, uint32_t frequency, uint8_t resolution) {
    const bool has_channel = is_attached(pin) || attached_pins() < kChannels;
    if (pin >= SOC_GPIO_PIN_COUNT || !has_channel || !oceanhil::ledc_can_have(frequency, resolution)) {
        return false;
    }
    oceanhil::set_owner(pin, PinOwner::ledc);
    pulses[pin].frequency = frequency;
    pulses[pin].duty = 0;
    pulses[pin].bits = resolution;
    pulses[pin].channel = kNoChannel;
    pulses[pin].is_inverted = false;
    machine::pin_mode(pin, machine::PinMode::output);
    show(pin);
    return true;
}

bool ledcAttachChannel(uint8_t pin, uint32_t frequency, uint8_t resolution, uint8_t channel) {
    if (channel >= kChannels || !ledcAttach(pin, frequency, resolution)) {
        return false;
    }
    pulses[pin].channel = channel;
    return true;
}

bool ledcWriteChannel(uint8_t channel, uint32_t duty) {
    bool is_anybodys = false;
    for (uint8_t pin = 0; pin < kOwnedPins; ++pin) {
        is_anybodys = (pulses[pin].channel == channel && ledcWrite(pin, duty)) || is_anybodys;
    }
    return is_anybodys;
}

bool ledcOutputInvert(uint8_t pin, bool out_invert) {
    if (!is_attached(pin)) {
        return false;
    }
    pulses[pin].is_inverted = out_invert;
    show(pin);
    return true;
}

bool ledcWrite(uint8_t pin, uint32_t duty) {
    if (!is_attached(pin)) {
        return false;
    }
    pulses[pin].duty = whole_period(duty, pulses[pin].bits);
    show(pin);
    return true;
}

uint32_t ledcWriteTone(uint8_t pin, uint32_t frequency) {
    if (frequency == 0) {
        ledcWrite(pin, 0);
        return 0;
    }
    const uint32_t made = ledcChangeFrequency(pin, frequency, kToneBits);
    if (made != 0) {
        ledcWrite(pin, kToneDuty);
    }
    return made;
}

uint32_t ledcWriteNote(uint8_t pin, note_t note, uint8_t octave) {
    const uint32_t frequency = oceanhil::note_hz(note, octave);
    return frequency == 0 ? 0 : ledcWriteTone(pin, frequency);
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
    if (!is_attached(pin) || !oceanhil::ledc_can_have(frequency, resolution)) {
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

// Neither is kept where it cannot be set, which is so before the pin was written to.
void analogWriteFrequency(uint8_t pin, uint32_t frequency) {
    usual_frequency = ledcChangeFrequency(pin, frequency, usual_bits) == 0 ? usual_frequency : frequency;
}

void analogWriteResolution(uint8_t pin, uint8_t resolution) {
    usual_bits = ledcChangeFrequency(pin, usual_frequency, resolution) == 0 ? usual_bits : resolution;
}

void oceanhil_analog_frequency(uint32_t frequency) {
    usual_frequency = frequency;
    change_all();
}

void oceanhil_analog_resolution(uint8_t resolution_bits) {
    usual_bits = resolution_bits;
    change_all();
}

bool ledcFade(uint8_t pin, uint32_t start_duty, uint32_t target_duty, int max_fade_time_ms) {
    return ledcFadeWithInterruptArg(pin, start_duty, target_duty, max_fade_time_ms, nullptr, nullptr);
}

bool ledcFadeWithInterrupt(uint8_t pin, uint32_t start_duty, uint32_t target_duty, int max_fade_time_ms,
                           void (*function)(void)) {
    return ledcFadeWithInterruptArg(pin, start_duty, target_duty, max_fade_time_ms, call_plain,
                                    reinterpret_cast<void*>(function));
}

bool ledcFadeWithInterruptArg(uint8_t pin, uint32_t start_duty, uint32_t target_duty, int max_fade_time_ms,
                              void (*function)(void*), void* argument) {
    if (!ledcWrite(pin, start_duty)) {
        return false;
    }
    const auto duration_ms = static_cast<uint64_t>(max_fade_time_ms < 0 ? 0 : max_fade_time_ms);
    auto* const fade = new Fade{pin, target_duty, function, argument};
    machine::timer_start(duration_ms * machine::kMillisecondUs, 0, finish_fade, fade);
    return true;
}

}  // extern "C"
