// Time as this board counts it: that of the machine, or faster or slower where it pretends a drift.
#pragma once

#include <stdint.h>

namespace device_time {

/// µs since boot, or what the bench said they were and what has gone by since.
int64_t uptime_us();

/// Pretends that the board has been up that long; wall time stays as it is.
void set_uptime(int64_t uptime_us);

/// Wall time of the board, Unix µs, before any fault of `time_t`.
int64_t wall_us();

/// Sets wall time.
void set_wall(int64_t unix_us);

/// Lets both run fast (positive) or slow, parts per million; what they show now stays.
void set_drift(int64_t parts_per_million);

/// How many µs of the machine's time pass while this board counts `device_us`, rounded up.
uint64_t true_us(uint64_t device_us);

}  // namespace device_time
