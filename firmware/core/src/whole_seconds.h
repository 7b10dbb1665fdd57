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

/// `later` less `sooner`, in µs; of a clock that may show anything as much as 64 bits hold.
inline int64_t elapsed_us(int64_t sooner, int64_t later) {
    int64_t result = 0;
    if (__builtin_sub_overflow(later, sooner, &result)) {
        return later < sooner ? INT64_MIN : INT64_MAX;
    }
    return result;
}

}  // namespace oceanremote

#endif
