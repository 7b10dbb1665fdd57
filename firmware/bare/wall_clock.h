// The board's wall clock, and the time server that the bench is to it.
//
// Without a radio there is no SNTP. The board sends the event TIME instead, and the bench sets the clock by CLOCK,SET.
#pragma once

#include <stdint.h>

namespace wall_clock {

/// Begins a boot: the clock shows 1970, or what the bench has chosen.
void begin();

/// Unix µs by this clock, as firmware reads it.
int64_t unix_us();

/// Sets the clock; between `ask` and its answer this is the answer, and the clock stays as it is.
void set(int64_t unix_us);

/// Asks the bench for the time.
void ask(uint32_t timeout_ms);

/// OR_PENDING, OR_OK with the time now, or OR_FAILED after the time-out.
int32_t poll(int64_t& now_us);

}  // namespace wall_clock
