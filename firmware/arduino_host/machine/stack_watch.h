/// What a sanitizer must be told of stacks that change: without one, nothing. Only the machine's own files know it.
#ifndef OCEANHIL_MACHINE_STACK_WATCH_H
#define OCEANHIL_MACHINE_STACK_WATCH_H

#include <stddef.h>

#if defined(OCEANHIL_SANITIZED)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
/// Of a function that may look at what lies between variables.
#define OCEANHIL_UNWATCHED __attribute__((no_sanitize_address))
#else
#define OCEANHIL_UNWATCHED
#endif

namespace oceanhil::machine::stack_watch {

/// Whether variables take more room than they need, or stand elsewhere, so that frames tell nothing of a board's.
#if defined(OCEANHIL_SANITIZED)
constexpr bool kAreFramesWidened = true;
#else
constexpr bool kAreFramesWidened = false;
#endif

/// A stack, of the program's own at first unknown.
struct Stack {
    const void* begin = nullptr;
    size_t size = 0;
    void* fake = nullptr;
};

#if defined(OCEANHIL_SANITIZED)

inline Stack*& left() {
    static Stack* stack = nullptr;
    return stack;
}

/// Says that the next stack will be this one, right before it is.
inline void leave(Stack& last, Stack& next) {
    left() = &last;
    __sanitizer_start_switch_fiber(&last.fake, next.begin, next.size);
}

/// Says that this stack is stood on again, or for the first time, and learns of the one before.
inline void arrive(Stack& own) {
    const void* begin = nullptr;
    size_t size = 0;
    __sanitizer_finish_switch_fiber(own.fake, &begin, &size);
    left()->begin = begin;
    left()->size = size;
}

/// Makes a stack a new one: nothing is left of who used it.
inline void forget(void* begin, size_t size) { __asan_unpoison_memory_region(begin, size); }

#else

inline void leave(Stack&, Stack&) {}
inline void arrive(Stack&) {}
inline void forget(void*, size_t) {}

#endif

}  // namespace oceanhil::machine::stack_watch

#endif
