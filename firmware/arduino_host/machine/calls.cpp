#include "calls.h"

#include <algorithm>

#include "scheduler.h"

namespace machine {

namespace {

/// What a function that keeps its frame pointer has on the stack.
struct Frame {
    const Frame* caller;
    uintptr_t return_address;
};

/// Frames of callers lie above those of who is called, and below where the stack began.
bool is_above(const Frame* frame, const Frame* below, const char* end) {
    return frame > below && reinterpret_cast<const char*>(frame + 1) <= end &&
           reinterpret_cast<uintptr_t>(frame) % alignof(Frame) == 0;
}

}  // namespace

__attribute__((noinline)) Calls calls_here() {
    Calls found = {};
    const char* const end = scheduler::stack_end();
    const auto* frame = static_cast<const Frame*>(__builtin_frame_address(0));
    for (uint64_t& call : found) {
        const Frame* const above = frame->caller;
        if (end == nullptr || !is_above(above, frame, end)) {
            break;
        }
        call = above->return_address;
        frame = above;
    }
    return found;
}

size_t count(const Calls& calls) {
    return static_cast<size_t>(std::find(calls.begin(), calls.end(), 0) - calls.begin());
}

}  // namespace machine
