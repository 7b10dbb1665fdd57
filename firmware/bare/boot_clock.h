// What the wall clock shows when the board boots: 1970, unless the bench has put another time on the chip.
//
// It stands alone in the last of the bench's sectors: a mark and Unix µs, each eight bytes, lowest first. The bench
// writes it past the firmware, as one sets a clock whose battery is in a socket.
#pragma once

#include <stdint.h>

namespace boot_clock {

/// Unix µs; 0 where nothing was chosen.
int64_t unix_us();

}  // namespace boot_clock
