#ifndef OCEANREMOTE_WHOLE_SECONDS_H
#define OCEANREMOTE_WHOLE_SECONDS_H

#include <stdint.h>

namespace oceanremote {

constexpr uint32_t kSecondMs = 1000;

/// For times of the settings and of answers: up to OR_LONGEST_TIME_S.
inline uint32_t milliseconds_of(uint32_t seconds) { return seconds * kSecondMs; }

/// Rounds up.
inline uint32_t whole_seconds_for(uint32_t milliseconds) { return (milliseconds + kSecondMs - 1) / kSecondMs; }

/// Rounds down, before 1970 too.
inline int64_t whole_seconds(int64_t microseconds) {
    constexpr int64_t kSecondUs = 1000000;
    return microseconds / kSecondUs - (microseconds % kSecondUs < 0 ? 1 : 0);
}

/// `later` less `sooner`, in µs; beyond what 64 bits hold it wraps, for a clock may show anything.
inline int64_t elapsed_us(int64_t sooner, int64_t later) {
    return static_cast<int64_t>(static_cast<uint64_t>(later) - static_cast<uint64_t>(sooner));
}

}  // namespace oceanremote

#endif
