// What an oscillator counts that is so many parts per million fast (positive) or slow, at most by half or double.
#pragma once

#include <stdint.h>

namespace drift {

constexpr int64_t million = 1000000;

/// µs that it counts in `true_us`. Whole seconds and the rest apart: their product would not fit 64 bits.
inline int64_t counted_us(uint64_t true_us, int64_t ppm) {
    const auto seconds = static_cast<int64_t>(true_us / million);
    const auto rest_us = static_cast<int64_t>(true_us % million);
    return static_cast<int64_t>(true_us) + seconds * ppm + rest_us * ppm / million;
}

/// µs that pass while it counts `device_us`, rounded up.
inline uint64_t true_us(uint64_t device_us, int64_t ppm) {
    const auto speed = static_cast<uint64_t>(million + ppm);
    return device_us / speed * million + (device_us % speed * million + speed - 1) / speed;
}

}  // namespace drift
