#include "measures.h"

#include "board_time.h"
#include "calls.h"
#include "heap.h"
#include "holders.h"
#include "host_memory.h"
#include "link.h"
#include "stacks.h"

namespace oceanhil::machine {

namespace {

/// In the order of hil/worlds/sketch/frames.py, followed by the addresses of `calls` and by what holders tell.
struct Told {
    uint64_t longest_hold_us;
    uint32_t free;
    uint32_t largest;
    uint32_t least_free;
    uint32_t largest_at_least;
    uint32_t stack_used;
    uint32_t calls;
};

Told told_now() {
    return {longest_hold_us(),
            heap_free(),
            heap_largest(),
            heap_least_free(),
            heap_largest_at_least(),
            static_cast<uint32_t>(stacks::own_used()),
            static_cast<uint32_t>(count(longest_hold_calls()))};
}

}  // namespace

void tell_measures() {
    const Told told = told_now();
    const Calls& calls = longest_hold_calls();
    host::Vector<uint8_t> holding;
    holders::tell_changed(holding);
    link::note(link::Note::measures, present_us(),
               {{&told, sizeof told}, {calls.data(), told.calls * sizeof calls[0]}, {holding.data(), holding.size()}});
}

}  // namespace oceanhil::machine
