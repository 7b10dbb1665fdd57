/// Mutexes of pico-sdk 2 (src/common/pico_sync/include/pico/mutex.h). Who waits lets the other core run.
#pragma once

#include <pico/time.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// `owner`: the core that has it, -1 for none.
typedef struct {
    bool is_there;
    int8_t owner;
    uint8_t enter_count;
} mutex_t;

typedef mutex_t recursive_mutex_t;

#define auto_init_mutex(name) static mutex_t name = {true, -1, 0}
#define auto_init_recursive_mutex(name) static recursive_mutex_t name = {true, -1, 0}

void mutex_init(mutex_t* mtx);
/// Of one that the same core has: for ever, as on the chip.
void mutex_enter_blocking(mutex_t* mtx);
bool mutex_try_enter(mutex_t* mtx, uint32_t* owner_out);
bool mutex_enter_timeout_us(mutex_t* mtx, uint32_t timeout_us);
bool mutex_enter_timeout_ms(mutex_t* mtx, uint32_t timeout_ms);
bool mutex_enter_block_until(mutex_t* mtx, absolute_time_t until);
void mutex_exit(mutex_t* mtx);
static inline bool mutex_is_initialized(mutex_t* mtx) { return mtx->is_there; }

void recursive_mutex_init(recursive_mutex_t* mtx);
void recursive_mutex_enter_blocking(recursive_mutex_t* mtx);
bool recursive_mutex_try_enter(recursive_mutex_t* mtx, uint32_t* owner_out);
void recursive_mutex_exit(recursive_mutex_t* mtx);

#ifdef __cplusplus
}
#endif
