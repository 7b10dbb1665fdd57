/// What a board can pretend for its bench: faults of clock and fuses, deep sleep, crashes, a join.
///
/// Optional, and for boards that exist to be tested, such as emulated ones: firmware for users has none of it. A port
/// that can defines `or_bench_of`; the core's own definition, which is weak, says that the board cannot.
#ifndef OCEANREMOTE_BENCH_H
#define OCEANREMOTE_BENCH_H

#include "oceanremote/board.h"
#include "oceanremote/faults.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What is pretended until another value is given or `factory` ends it; 0 pretends nothing.
typedef enum or_pretence {
    /// Both clocks run fast (positive) or slow: parts per million, -500,000 to 1,000,000.
    OR_PRETEND_DRIFT = 0,
    /// The same for the oscillator that counts in deep sleep.
    OR_PRETEND_SLEEP_DRIFT = 1,
    /// An `or_clock_fault`.
    OR_PRETEND_CLOCK_FAULT = 2,
    /// How long the SNTP client waits before its first request in each boot, µs.
    OR_PRETEND_SNTP_DELAY = 3,
    /// An `or_mac_fault`.
    OR_PRETEND_MAC_FAULT = 4,
    /// The board has been up for so many µs; only until the next boot.
    OR_PRETEND_UPTIME = 5
} or_pretence;

typedef struct or_bench {
    /// OR_OK, or OR_FAILED when it cannot be kept.
    int32_t (*pretend)(void* context, or_pretence what, int64_t value);
    /// Whether this family has a crash of that name (as in the agent protocol): 1 or 0.
    int32_t (*knows_crash)(void* context, const char* kind, size_t bytes);
    /// Crashes so, after what was written has left the serial line. Does not return, nor does `sleep`.
    void (*crash)(void* context, const char* kind, size_t bytes);
    /// Sleeps deeply for so many µs by the oscillator of deep sleep, and starts again.
    void (*sleep)(void* context, int64_t duration_us);
    /// Asked after a boot until it gives OR_OK: OR_PENDING while a board with a radio would still join its network.
    /// Only where requests leave through the bridge.
    int32_t (*join_poll)(void* context);
} or_bench;

/// What this board can pretend; NULL when it cannot.
const or_bench* or_bench_of(const or_board* board);

#ifdef __cplusplus
}
#endif

#endif
