/// What pico-sdk says to the compiler (src/rp2_common/pico_platform_compiler of pico-sdk 2), and which core runs.
#pragma once

#include <hardware/gpio.h>
#include <pico/multicore.h>
#include <pico/time.h>

/// A number without a sign (hardware/platform_defs.h).
#ifndef _u
#define _u(number) number##u
#endif
#define __not_in_flash(group)
#define __not_in_flash_func(name) name
#define __no_inline_not_in_flash_func(name) __attribute__((noinline)) name
#define __time_critical_func(name) name
#define __scratch_x(group)
#define __scratch_y(group)
#define __in_flash(group)
#ifndef __force_inline
#define __force_inline inline __attribute__((always_inline))
#endif
#ifndef __packed_aligned
#define __packed_aligned __attribute__((packed, aligned(4)))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// What a loop that waits for others says to the compiler. As a look at the time it gives them their turn.
void tight_loop_contents(void);

/// Prints what is wrong, and ends the program.
void panic(const char* format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#ifdef __cplusplus
}
#endif
