/// What the clocks of the part that makes pulses can do. Facts: ESP-IDF 5.5.1, components/esp_driver_ledc/src/ledc.c, and
/// soc_caps.h of each chip.
#pragma once

#include <esp32-hal-ledc.h>
#include <soc/soc_caps.h>
#include <stdint.h>

namespace oceanhil {

constexpr unsigned kLedcFractionBits = 8;
constexpr uint64_t kLedcLeastDivider = 1U << kLedcFractionBits;
constexpr uint64_t kLedcMostDivider = 0x3FFFF;
#if defined(CONFIG_IDF_TARGET_ESP32S3) || defined(CONFIG_IDF_TARGET_ESP32C3)
constexpr uint64_t kLedcFastClock = 40000000;
constexpr uint64_t kLedcSlowClock = kLedcFastClock;
#else
constexpr uint64_t kLedcFastClock = 80000000;
constexpr uint64_t kLedcSlowClock = 1000000;
#endif

/// Whether a divider of 10 bits and 8 behind the point makes that frequency of one of the clocks.
inline bool ledc_can_have(uint32_t frequency, uint32_t bits) {
    if (frequency == 0 || bits == 0 || bits > SOC_LEDC_TIMER_BIT_WIDTH) {
        return false;
    }
    const uint64_t steps = uint64_t{frequency} << bits;
    return (kLedcFastClock << kLedcFractionBits) / steps >= kLedcLeastDivider &&
           (kLedcSlowClock << kLedcFractionBits) / steps <= kLedcMostDivider;
}

/// The frequency of a note, in Hz; 0 for none. Facts: ledcWriteNote.
inline uint32_t note_hz(note_t note, uint8_t octave) {
    constexpr uint8_t kMostOctave = 8;
    // Of the eighth octave; each below has half of it.
    constexpr uint16_t kHighest[] = {4186, 4435, 4699, 4978, 5274, 5588, 5920, 6272, 6645, 7040, 7459, 7902};
    return octave > kMostOctave || note >= NOTE_MAX ? 0 : kHighest[note] / (1u << (kMostOctave - octave));
}

}  // namespace oceanhil
