/// Interrupts off and on, and barriers, of pico-sdk (src/rp2_common/hardware_sync). Tasks are switched in calls that let
/// time pass alone, so a barrier has nothing to do.
#pragma once

#include <stdbool.h>
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

static inline void __nop(void) {}
/// Says to the other core that something has happened: whoever waits looks again by itself.
static inline void __sev(void) {}
// Wait for something to happen: at least a tenth of a millisecond.
void __wfe(void);
void __wfi(void);

typedef unsigned int uint;
/// A lock that a core waits for without rest; while it has it, with interrupts off.
typedef volatile uint32_t spin_lock_t;

#define PICO_SPINLOCK_ID_STRIPED_FIRST 16
#define PICO_SPINLOCK_ID_CLAIM_FREE_FIRST 24
#define NUM_SPIN_LOCKS 32u

spin_lock_t* spin_lock_instance(uint lock_num);
uint spin_lock_get_num(spin_lock_t* lock);
spin_lock_t* spin_lock_init(uint lock_num);
void spin_lock_unsafe_blocking(spin_lock_t* lock);
void spin_unlock_unsafe(spin_lock_t* lock);
/// Gives what `spin_unlock` takes.
uint32_t spin_lock_blocking(spin_lock_t* lock);
void spin_unlock(spin_lock_t* lock, uint32_t saved_irq);
bool is_spin_locked(spin_lock_t* lock);
void spin_lock_claim(uint lock_num);
void spin_lock_unclaim(uint lock_num);
/// -1 if there is none left; a panic if one is required.
int spin_lock_claim_unused(bool required);
bool spin_lock_is_claimed(uint lock_num);

#ifdef __cplusplus
}
#endif
