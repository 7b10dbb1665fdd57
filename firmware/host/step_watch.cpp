#include "step_watch.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OCEANREMOTE_STRANGE_FRAMES
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define OCEANREMOTE_STRANGE_FRAMES
#endif

#define OCEANREMOTE_UNWATCHED __attribute__((no_instrument_function))

namespace {

/// Where the step began, 0 while none is watched; stacks grow downwards on every machine that this is built for.
uintptr_t begin = 0;
uintptr_t deepest = 0;
uint32_t calls = 0;
uint32_t most_calls = 0;

OCEANREMOTE_UNWATCHED uintptr_t here() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)); }

}  // namespace

extern "C" {
// The names are the compiler's.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
OCEANREMOTE_UNWATCHED void __cyg_profile_func_enter(void* function, void* caller);
// NOLINTNEXTLINE(bugprone-reserved-identifier)
OCEANREMOTE_UNWATCHED void __cyg_profile_func_exit(void* function, void* caller);

void __cyg_profile_func_enter(void* function, void* caller) {
    static_cast<void>(function);
    static_cast<void>(caller);
    ++calls;
    const uintptr_t now = here();
    if (begin != 0 && now < deepest) {
        deepest = now;
    }
}

void __cyg_profile_func_exit(void* function, void* caller) {
    static_cast<void>(function);
    static_cast<void>(caller);
}
}

namespace oceanremote {

OCEANREMOTE_UNWATCHED void watch_step() {
    begin = here();
    deepest = begin;
    calls = 0;
    most_calls = 0;
}

OCEANREMOTE_UNWATCHED void step_yields() {
    most_calls = calls > most_calls ? calls : most_calls;
    calls = 0;
}

OCEANREMOTE_UNWATCHED Watched step_watched() {
#ifdef OCEANREMOTE_STRANGE_FRAMES
    const uint32_t bytes = 0;
#else
    const uint32_t bytes = static_cast<uint32_t>(begin - deepest);
#endif
    begin = 0;
    step_yields();
    return {bytes, most_calls};
}

}  // namespace oceanremote
