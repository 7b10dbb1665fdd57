// Conversions without an end. Facts: cores/esp32/esp32-hal-adc.c of arduino-esp32 3.x; ESP-IDF 5.5.1,
// components/esp_adc/adc_continuous.c, and soc_caps.h of each chip for frequencies, widths and how long a result is.
#include <Arduino.h>
#include <machine.h>
#include <soc/soc_caps.h>
#include <stdlib.h>

#include <algorithm>

#include "oceanhil/pin_owner.h"

namespace machine = oceanhil::machine;

using oceanhil::PinOwner;

namespace {

#if CONFIG_IDF_TARGET_ESP32
constexpr uint32_t kSlowestSamplingHz = 20000;
constexpr uint32_t kFastestSamplingHz = 2000000;
constexpr size_t kSampleBytes = 2;
constexpr uint8_t kFewestSampleBits = 9;
constexpr size_t kMostSampledPins = 16;
#else
constexpr uint32_t kSlowestSamplingHz = 611;
constexpr uint32_t kFastestSamplingHz = 83333;
constexpr size_t kSampleBytes = 4;
constexpr uint8_t kFewestSampleBits = 12;
#if CONFIG_IDF_TARGET_ESP32S3
constexpr size_t kMostSampledPins = 24;
#else
constexpr size_t kMostSampledPins = 8;
#endif
#endif
constexpr uint8_t kMostSampleBits = 12;
constexpr size_t kMostFrameBytes = 4092;
constexpr size_t kKeptFrames = 2;
constexpr int kFrameFullMilliVolts = 3300;

struct Frame {
    uint16_t readings[kMostSampledPins];
};

struct Conversions {
    size_t pins = 0;
    adc_continuous_result_t* results = nullptr;
    void (*tell)(void) = nullptr;
    uint64_t frame_us = 0;
    /// When the next frame is whole.
    uint64_t due_us = 0;
    uint8_t bits = kMostSampleBits;
    uint32_t timer = 0;
    Frame frames[kKeptFrames] = {};
    size_t first = 0;
    size_t count = 0;
};

Conversions conversions;
uint8_t next_sample_bits = kMostSampleBits;

/// Whether there are any: whoever takes a pin for something else ends them.
bool are_there() {
    if (conversions.results == nullptr) {
        return false;
    }
    for (size_t each = 0; each < conversions.pins; ++each) {
        if (oceanhil::owner_of(conversions.results[each].pin) != PinOwner::adc_continuous) {
            analogContinuousStop();
            return false;
        }
    }
    return true;
}

bool is_first_converter_taken() {
    for (uint8_t channel = 0; channel < SOC_ADC_MAX_CHANNEL_NUM; ++channel) {
        const int8_t pin = analogChannelToDigitalPin(channel);
        if (pin >= 0 && oceanhil::owner_of(static_cast<uint8_t>(pin)) == PinOwner::adc) {
            return true;
        }
    }
    return false;
}

void finish_frame(void*) {
    conversions.due_us += conversions.frame_us;
    if (conversions.count < kKeptFrames) {
        Frame& frame = conversions.frames[(conversions.first + conversions.count++) % kKeptFrames];
        for (size_t each = 0; each < conversions.pins; ++each) {
            const uint16_t value = machine::analog_read(conversions.results[each].pin);
            frame.readings[each] = static_cast<uint16_t>(value >> (kMostSampleBits - conversions.bits));
        }
    }
    if (conversions.tell != nullptr) {
        conversions.tell();
    }
}

bool has_frame_in(uint32_t timeout_ms) {
    const uint64_t begun_us = machine::micros();
    while (conversions.count == 0) {
        const uint64_t passed_us = machine::micros() - begun_us;
        const uint64_t patience_us = timeout_ms * machine::kMillisecondUs;
        if (passed_us >= patience_us || conversions.timer == 0) {
            return false;
        }
        const uint64_t now_us = machine::micros();
        const uint64_t ahead_us = conversions.due_us > now_us ? conversions.due_us - now_us : 1;
        machine::wait_us(std::min(patience_us - passed_us, ahead_us));
    }
    return true;
}

}  // namespace

extern "C" {

bool analogContinuous(const uint8_t pins[], size_t pins_count, uint32_t conversions_per_pin, uint32_t sampling_freq_hz,
                      void (*userFunc)(void)) {
    for (size_t each = 0; each < pins_count; ++each) {
        const int8_t channel = digitalPinToAnalogChannel(pins[each]);
        if (channel < 0 || channel >= SOC_ADC_MAX_CHANNEL_NUM) {
            return false;
        }
    }
    const uint64_t results = uint64_t{conversions_per_pin} * pins_count;
    const bool is_possible = pins_count > 0 && pins_count <= kMostSampledPins && conversions_per_pin > 0 &&
                             results * kSampleBytes <= kMostFrameBytes;
    const bool is_frequency = sampling_freq_hz >= kSlowestSamplingHz && sampling_freq_hz <= kFastestSamplingHz;
    if (!is_possible || !is_frequency || are_there() || is_first_converter_taken()) {
        return false;
    }
    free(conversions.results);
    conversions = {};
    conversions.results = static_cast<adc_continuous_result_t*>(calloc(pins_count, sizeof *conversions.results));
    if (conversions.results == nullptr) {
        return false;
    }
    conversions.pins = pins_count;
    conversions.tell = userFunc;
    conversions.bits = next_sample_bits;
    conversions.frame_us = std::max<uint64_t>(results * machine::kSecondUs / sampling_freq_hz, 1);
    for (size_t each = 0; each < pins_count; ++each) {
        const auto channel = static_cast<uint8_t>(digitalPinToAnalogChannel(pins[each]));
        conversions.results[each] = {pins[each], channel, 0, 0};
        oceanhil::set_owner(pins[each], PinOwner::adc_continuous);
    }
    return true;
}

bool analogContinuousRead(adc_continuous_result_t** buffer, uint32_t timeout_ms) {
    if (!are_there()) {
        return false;
    }
    if (conversions.timer == 0 || !has_frame_in(timeout_ms)) {
        *buffer = nullptr;
        return false;
    }
    const Frame& frame = conversions.frames[conversions.first];
    const int full = (1 << conversions.bits) - 1;
    for (size_t each = 0; each < conversions.pins; ++each) {
        conversions.results[each].avg_read_raw = frame.readings[each];
        conversions.results[each].avg_read_mvolts = frame.readings[each] * kFrameFullMilliVolts / full;
    }
    conversions.first = (conversions.first + 1) % kKeptFrames;
    --conversions.count;
    *buffer = conversions.results;
    return true;
}

bool analogContinuousStart(void) {
    if (!are_there() || conversions.timer != 0) {
        return false;
    }
    conversions.count = 0;
    conversions.due_us = machine::micros() + conversions.frame_us;
    conversions.timer = machine::timer_start(conversions.frame_us, conversions.frame_us, finish_frame, nullptr);
    oceanhil::set_converting(true);
    return true;
}

bool analogContinuousStop(void) {
    if (conversions.timer == 0) {
        return false;
    }
    machine::timer_stop(conversions.timer);
    conversions.timer = 0;
    oceanhil::set_converting(false);
    return true;
}

bool analogContinuousDeinit(void) {
    if (!are_there()) {
        return true;
    }
    if (conversions.timer != 0) {
        return false;
    }
    for (size_t each = 0; each < conversions.pins; ++each) {
        oceanhil::set_owner(conversions.results[each].pin, PinOwner::nobody);
    }
    free(conversions.results);
    conversions = {};
    return true;
}

void analogContinuousSetAtten(adc_attenuation_t) {}

void analogContinuousSetWidth(uint8_t bits) {
    next_sample_bits = bits >= kFewestSampleBits && bits <= kMostSampleBits ? bits : next_sample_bits;
}

}  // extern "C"
