#include "ways.h"

#include <string.h>

#include "calls.h"
#include "host_memory.h"

namespace oceanhil::machine::ways {

namespace {

// More than a program of a board has places that print, times what calls them.
constexpr size_t kWays = 2048;

struct Known {
    uint32_t mixed;
    uint8_t count;
    uint64_t calls[kCallsMost];
};

/// Those of this boot, by a mix of their calls, and where they stand.
struct Ways {
    Known known[kWays];
    uint16_t taken[kWays];
    size_t count;
};

// Not among the globals, all of which are copied for each boot.
Ways* ways = nullptr;

uint32_t mixed_of(const uint64_t* calls, size_t count) {
    uint32_t mixed = 2166136261U;
    for (size_t each = 0; each < count; ++each) {
        mixed = (mixed ^ static_cast<uint32_t>(calls[each])) * 16777619U;
    }
    return mixed ^ (mixed >> 15U);
}

bool is_same(const Known& one, uint32_t mixed, const uint64_t* calls, size_t count) {
    return one.mixed == mixed && one.count == count && memcmp(one.calls, calls, count * sizeof *calls) == 0;
}

Way found_at(size_t slot, bool is_new) {
    const Known& at = ways->known[slot];
    return {static_cast<uint16_t>(slot + 1), is_new, at.calls, at.count};
}

}  // namespace

void prepare() {
    ways = static_cast<Ways*>(host::allocate(sizeof *ways));
    memset(ways, 0, sizeof *ways);
}

void begin() {
    for (size_t each = 0; each < ways->count; ++each) {
        ways->known[ways->taken[each]].count = 0;
    }
    ways->count = 0;
}

Way here() {
    uint64_t calls[kCallsMost];
    const size_t count = walk_calls(calls, kCallsMost);
    if (count == 0) {
        return {};
    }
    const uint32_t mixed = mixed_of(calls, count);
    for (size_t looked = 0; looked < kWays; ++looked) {
        const size_t slot = (mixed + looked) % kWays;
        Known& at = ways->known[slot];
        if (at.count == 0) {
            at.mixed = mixed;
            at.count = static_cast<uint8_t>(count);
            memcpy(at.calls, calls, count * sizeof *calls);
            ways->taken[ways->count++] = static_cast<uint16_t>(slot);
            return found_at(slot, true);
        }
        if (is_same(at, mixed, calls, count)) {
            return found_at(slot, false);
        }
    }
    return {};
}

}  // namespace oceanhil::machine::ways
