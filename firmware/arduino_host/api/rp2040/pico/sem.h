/// Counting semaphores of pico-sdk 2 (src/common/pico_sync/include/pico/sem.h). Who waits lets the other core run.
#pragma once

#include <pico/time.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct semaphore {
    int16_t permits;
    int16_t max_permits;
} semaphore_t;

void sem_init(semaphore_t* sem, int16_t initial_permits, int16_t max_permits);
int sem_available(semaphore_t* sem);
/// False if there are as many as there may be.
bool sem_release(semaphore_t* sem);
void sem_reset(semaphore_t* sem, int16_t permits);
void sem_acquire_blocking(semaphore_t* sem);
bool sem_try_acquire(semaphore_t* sem);
bool sem_acquire_timeout_ms(semaphore_t* sem, uint32_t timeout_ms);
bool sem_acquire_timeout_us(semaphore_t* sem, uint32_t timeout_us);
bool sem_acquire_block_until(semaphore_t* sem, absolute_time_t until);

#ifdef __cplusplus
}
#endif
