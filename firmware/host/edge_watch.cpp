#include "edge_watch.h"

#if defined(__clang__)
#define OCEANREMOTE_UNTRACED __attribute__((no_sanitize("coverage"), no_instrument_function))
#elif defined(__has_attribute)
#if __has_attribute(no_sanitize_coverage)
#define OCEANREMOTE_UNTRACED __attribute__((no_sanitize_coverage, no_instrument_function))
#endif
#endif

#if !defined(OCEANREMOTE_UNTRACED)
#if defined(OCEANREMOTE_EDGES)
#error "this compiler cannot leave a function out of its trace: edges need clang, or GCC from 12 on"
#endif
#define OCEANREMOTE_UNTRACED
#endif

namespace {

or_edges edges = {};
uint8_t is_seen[65536] = {};
uint32_t from = 0;

/// Any place in the library: distances from it do not depend on where it is loaded.
OCEANREMOTE_UNTRACED uintptr_t origin() { return reinterpret_cast<uintptr_t>(&or_edges_are_watched); }

}  // namespace

extern "C" {

OCEANREMOTE_UNTRACED int32_t or_edges_are_watched(void) {
#if defined(OCEANREMOTE_EDGES)
    return 1;
#else
    return 0;
#endif
}

OCEANREMOTE_UNTRACED const or_edges* or_edges_seen(void) { return &edges; }

OCEANREMOTE_UNTRACED void or_edges_forget(void) {
    for (uint32_t index = 0; index < edges.count; ++index) {
        is_seen[edges.numbers[index]] = 0;
    }
    edges.count = 0;
    from = 0;
}

OCEANREMOTE_UNTRACED void or_edges_begin_step(void) { from = 0; }

// The name is the compiler's.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
OCEANREMOTE_UNTRACED void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void) {
    const auto place = reinterpret_cast<uintptr_t>(__builtin_return_address(0)) - origin();
    // Spread over the table; what comes first and what comes second are told apart.
    const uint32_t to = static_cast<uint32_t>(place) * 2654435761u >> 16;
    const auto number = static_cast<uint16_t>(to ^ from);
    from = to >> 1;
    if (is_seen[number] == 0) {
        is_seen[number] = 1;
        edges.numbers[edges.count] = number;
        ++edges.count;
    }
}
}
