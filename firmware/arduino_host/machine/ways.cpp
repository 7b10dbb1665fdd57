#include "ways.h"

#include <string.h>

#include "calls.h"

namespace machine::ways {

namespace {

// More than a program of a board has places that print, times what calls them.
constexpr size_t kWays = 2048;

struct Known {
    uint32_t mixed;
    uint8_t count;
    uint64_t calls[kCallsMost];
};

// Put back with the globals, so that each boot begins with none.
Known known[kWays];

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
    return {static_cast<uint16_t>(slot + 1), is_new, known[slot].calls, known[slot].count};
}

}  // namespace

Way here() {
    uint64_t calls[kCallsMost];
    const size_t count = walk_calls(calls, kCallsMost);
    if (count == 0) {
        return {};
    }
    const uint32_t mixed = mixed_of(calls, count);
    for (size_t looked = 0; looked < kWays; ++looked) {
        const size_t slot = (mixed + looked) % kWays;
        Known& at = known[slot];
        if (at.count == 0) {
            at.mixed = mixed;
            at.count = static_cast<uint8_t>(count);
            memcpy(at.calls, calls, count * sizeof *calls);
            return found_at(slot, true);
        }
        if (is_same(at, mixed, calls, count)) {
            return found_at(slot, false);
        }
    }
    return {};
}

}  // namespace machine::ways
