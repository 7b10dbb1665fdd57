/// Moments of the C library's clocks, as calls that wait until one have them.
#ifndef OCEANHIL_MACHINE_BOARD_DEADLINE_H
#define OCEANHIL_MACHINE_BOARD_DEADLINE_H

#include <stdint.h>
#include <time.h>

#include "machine.h"

namespace oceanhil::machine {

/// What the board's counter shows when a clock comes to that time, as both go now; never 0, which is none.
inline uint64_t counter_at(clockid_t clock, const struct timespec& time) {
    constexpr int64_t kNanoseconds = 1000;
    const int64_t at_us = int64_t{time.tv_sec} * static_cast<int64_t>(kSecondUs) +
                          (int64_t{time.tv_nsec} + kNanoseconds - 1) / kNanoseconds;
    const auto now_us = static_cast<int64_t>(micros());
    const int64_t ahead_us = at_us - (clock == CLOCK_REALTIME ? unix_us() : now_us);
    return static_cast<uint64_t>(now_us + (ahead_us > 0 ? ahead_us : 0)) + 1;
}

}  // namespace oceanhil::machine

#endif
