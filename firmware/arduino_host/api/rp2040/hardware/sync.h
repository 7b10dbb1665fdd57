/// Interrupts off and on, and barriers, of pico-sdk (src/rp2_common/hardware_sync). Tasks are switched in calls that let
/// time pass alone, so a barrier has nothing to do. Spin locks are missing.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Gives what `restore_interrupts` takes.
uint32_t save_and_disable_interrupts(void);
void restore_interrupts(uint32_t status);

static inline void __dmb(void) {}
static inline void __dsb(void) {}
static inline void __isb(void) {}
static inline void __compiler_memory_barrier(void) { __asm__ volatile("" ::: "memory"); }

#ifdef __cplusplus
}
#endif
