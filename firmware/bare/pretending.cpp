// What the core's agent may have this board pretend.
#include "device_time.h"
#include "drift.h"
#include "machine.h"
#include "oceanremote/bench.h"
#include "pace.h"
#include "pretences.h"
#include "sentence.h"
#include "text.h"

namespace {

int32_t pretend(void*, or_pretence what, int64_t value) { return pretences::set(what, value) ? OR_OK : OR_FAILED; }

int32_t knows_crash(void*, const char* kind, size_t bytes) { return machine::knows_crash(kind, bytes) ? 1 : 0; }

void crash(void*, const char* kind, size_t bytes) { machine::crash(kind, bytes); }

void announce_sleep(int64_t duration_us) {
    bare::Text<32> words;
    words.add("SLEEP,");
    words.add_number(static_cast<uint64_t>(duration_us));
    bare::send_event(words.data(), words.size());
}

// Deaf and dumb until its own timer wakes it, by a reset.
void sleep(void*, int64_t duration_us) {
    announce_sleep(duration_us);
    const uint64_t asleep_us =
        drift::true_us(static_cast<uint64_t>(duration_us), pretences::value(OR_PRETEND_SLEEP_DRIFT));
    const uint64_t began_us = pace::uptime_us();
    while (pace::uptime_us() - began_us < asleep_us) {
        pace::rest(asleep_us - (pace::uptime_us() - began_us));
        while (pace::read() >= 0) {
        }
    }
    machine::reset(machine::Reset::deep_sleep);
}

// In held time, which costs nothing, the network is there when a board with a radio would have it: its resets meet the
// same things. Otherwise it is there at once.
int32_t join_poll(void*) {
    constexpr uint64_t joined_at_us = 2000000;
    return pace::is_held() && pace::uptime_us() < joined_at_us ? OR_PENDING : OR_OK;
}

}  // namespace

extern "C" const or_bench* or_bench_of(const or_board*) {
    static constexpr or_bench bench = {pretend, knows_crash, crash, sleep, join_poll};
    return &bench;
}
