// Semaphores, spin locks and the boot loader. Facts: src/common/pico_sync/sem.c, src/rp2_common/hardware_sync and
// pico_bootrom of pico-sdk 2.
#include <Arduino.h>
#include <hardware/sync.h>
#include <machine.h>
#include <pico/bootrom.h>
#include <pico/sem.h>
#include <tasks.h>

#include "sdk_claims.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kEventWaitUs = 100;

spin_lock_t spin_locks[NUM_SPIN_LOCKS];
oceanhil::Claims spin_lock_claims("Spinlock", PICO_SPINLOCK_ID_CLAIM_FREE_FIRST, NUM_SPIN_LOCKS);

void wait_for_event() {
    yield();
    machine::wait_us(kEventWaitUs);
}

}  // namespace

extern "C" {

void sem_init(semaphore_t* sem, int16_t initial_permits, int16_t max_permits) { *sem = {initial_permits, max_permits}; }
int sem_available(semaphore_t* sem) { return sem->permits; }

bool sem_release(semaphore_t* sem) {
    const bool has_room = sem->permits < sem->max_permits;
    sem->permits = static_cast<int16_t>(sem->permits + (has_room ? 1 : 0));
    return has_room;
}

void sem_reset(semaphore_t* sem, int16_t permits) { sem->permits = permits; }

bool sem_try_acquire(semaphore_t* sem) {
    const bool is_there = sem->permits > 0;
    sem->permits = static_cast<int16_t>(sem->permits - (is_there ? 1 : 0));
    return is_there;
}

bool sem_acquire_block_until(semaphore_t* sem, absolute_time_t until) {
    while (!sem_try_acquire(sem)) {
        if (machine::micros() >= until) {
            return false;
        }
        yield();
        machine::wait_us(1);
    }
    return true;
}

void sem_acquire_blocking(semaphore_t* sem) { sem_acquire_block_until(sem, at_the_end_of_time); }

bool sem_acquire_timeout_us(semaphore_t* sem, uint32_t timeout_us) {
    return sem_acquire_block_until(sem, make_timeout_time_us(timeout_us));
}

bool sem_acquire_timeout_ms(semaphore_t* sem, uint32_t timeout_ms) {
    return sem_acquire_block_until(sem, make_timeout_time_ms(timeout_ms));
}

void __wfe(void) { wait_for_event(); }
void __wfi(void) { wait_for_event(); }

spin_lock_t* spin_lock_instance(uint lock_num) { return &spin_locks[lock_num]; }
uint spin_lock_get_num(spin_lock_t* lock) { return static_cast<uint>(lock - spin_locks); }

spin_lock_t* spin_lock_init(uint lock_num) {
    spin_locks[lock_num] = 0;
    return &spin_locks[lock_num];
}

void spin_lock_unsafe_blocking(spin_lock_t* lock) {
    while (*lock != 0) {
        machine::wait_us(1);
    }
    *lock = 1;
}

void spin_unlock_unsafe(spin_lock_t* lock) { *lock = 0; }

uint32_t spin_lock_blocking(spin_lock_t* lock) {
    const uint32_t saved = save_and_disable_interrupts();
    spin_lock_unsafe_blocking(lock);
    return saved;
}

void spin_unlock(spin_lock_t* lock, uint32_t saved_irq) {
    spin_unlock_unsafe(lock);
    restore_interrupts(saved_irq);
}

bool is_spin_locked(spin_lock_t* lock) { return *lock != 0; }
void spin_lock_claim(uint lock_num) { spin_lock_claims.claim(lock_num); }
void spin_lock_unclaim(uint lock_num) { spin_lock_claims.give_up(lock_num); }
int spin_lock_claim_unused(bool required) { return spin_lock_claims.claim_unused(required); }
bool spin_lock_is_claimed(uint lock_num) { return spin_lock_claims.is_claimed(lock_num); }

void rom_reset_usb_boot(uint32_t, uint32_t) {
    machine::tasks_hold();
    for (;;) {
        machine::wait_us(machine::kSecondUs);
    }
}

}  // extern "C"
