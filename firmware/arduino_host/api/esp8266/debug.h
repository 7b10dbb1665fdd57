/// Words of the core to itself: none, as in a build without a debug port; and the end of a program that cannot go on.
/// Facts: cores/esp8266/debug.h.
#ifndef ARD_DEBUG_H
#define ARD_DEBUG_H

#define DEBUGV(...) \
    do {            \
        (void)0;    \
    } while (0)
#define DEBUG_LEAF_FUNCTION(...)

#ifdef __cplusplus
#include <stdint.h>

/// Prints bytes in rows, each with its letters.
void hexdump(const void* mem, uint32_t len, uint8_t cols = 16);

extern "C" {
#endif

void __panic_func(const char* file, int line, const char* func) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

/// Says where it is, and crashes.
#define panic() __panic_func(__FILE__, __LINE__, __func__)

#endif
