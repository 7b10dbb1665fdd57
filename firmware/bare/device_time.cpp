#include "device_time.h"

#include "drift.h"
#include "pace.h"

namespace device_time {
namespace {

/// Shows `shown_us` at the machine's time `since_us`, and runs on from there.
struct Counter {
    uint64_t since_us;
    int64_t shown_us;
};

int64_t drift_ppm;
Counter uptime;
Counter wall;

int64_t read(const Counter& counter) {
    return counter.shown_us + drift::counted_us(pace::uptime_us() - counter.since_us, drift_ppm);
}

void set(Counter& counter, int64_t shown_us) { counter = {pace::uptime_us(), shown_us}; }

}  // namespace

int64_t uptime_us() { return read(uptime); }

void set_uptime(int64_t uptime_us) { set(uptime, uptime_us); }

int64_t wall_us() { return read(wall); }

void set_wall(int64_t unix_us) { set(wall, unix_us); }

void set_drift(int64_t parts_per_million) {
    const int64_t up_us = uptime_us();
    const int64_t unix_us = wall_us();
    drift_ppm = parts_per_million;
    set(uptime, up_us);
    set(wall, unix_us);
}

uint64_t true_us(uint64_t device_us) { return drift::true_us(device_us, drift_ppm); }

}  // namespace device_time
