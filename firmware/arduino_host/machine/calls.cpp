#include "calls.h"

#include <algorithm>

#include "scheduler.h"

namespace oceanhil::machine {

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

/// Notes where the callers of the function with this frame return to, on a stack that ends there; gives how many.
size_t walk(const Frame* frame, const char* end, uint64_t* calls, size_t most) {
    size_t found = 0;
    while (found < most) {
        const Frame* const above = frame->caller;
        if (end == nullptr || !is_above(above, frame, end)) {
            break;
        }
        calls[found++] = above->return_address;
        frame = above;
    }
    return found;
}

}  // namespace

__attribute__((noinline)) Calls calls_here() {
    Calls found = {};
    walk(static_cast<const Frame*>(__builtin_frame_address(0)), scheduler::stack_end(), found.data(), found.size());
    return found;
}

Calls calls_from(const void* frame, const char* end) {
    Calls found = {};
    if (frame != nullptr) {
        walk(static_cast<const Frame*>(frame), end, found.data(), found.size());
    }
    return found;
}

__attribute__((noinline)) size_t walk_calls(uint64_t* calls, size_t most) {
    return walk(static_cast<const Frame*>(__builtin_frame_address(0)), scheduler::stack_end(), calls, most);
}

size_t count(const Calls& calls) {
    return static_cast<size_t>(std::find(calls.begin(), calls.end(), 0) - calls.begin());
}

}  // namespace oceanhil::machine
