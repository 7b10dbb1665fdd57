/// Time of pico-sdk 2 (src/common/pico_time/include/pico/time.h), with alarms and repeating timers of its default pool, and of
/// pools of one's own. They are served in calls that let time pass.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t absolute_time_t;
typedef unsigned int uint;

absolute_time_t get_absolute_time(void);
uint64_t time_us_64(void);
uint32_t time_us_32(void);
void sleep_ms(uint32_t ms);
void sleep_us(uint64_t us);
void sleep_until(absolute_time_t target);
/// Waits for an interrupt, of which one comes each millisecond, or until then; gives whether it is then.
bool best_effort_wfe_or_timeout(absolute_time_t timeout_timestamp);
void busy_wait_us(uint64_t delay_us);
static inline void busy_wait_us_32(uint32_t delay_us) { busy_wait_us(delay_us); }
void busy_wait_ms(uint32_t delay_ms);

static inline uint64_t to_us_since_boot(absolute_time_t t) { return t; }
static inline uint32_t to_ms_since_boot(absolute_time_t t) { return (uint32_t)(t / 1000); }
static inline int64_t absolute_time_diff_us(absolute_time_t from, absolute_time_t to) { return (int64_t)(to - from); }
static inline absolute_time_t delayed_by_us(absolute_time_t t, uint64_t us) { return t + us; }
static inline absolute_time_t delayed_by_ms(absolute_time_t t, uint32_t ms) { return t + 1000ULL * ms; }
static inline absolute_time_t make_timeout_time_us(uint64_t us) { return get_absolute_time() + us; }
static inline absolute_time_t make_timeout_time_ms(uint32_t ms) { return get_absolute_time() + 1000ULL * ms; }
static inline bool time_reached(absolute_time_t t) { return get_absolute_time() >= t; }

static inline uint32_t us_to_ms(uint64_t us) { return (uint32_t)(us / 1000); }
static inline bool is_nil_time(absolute_time_t t) { return t == 0; }
static inline absolute_time_t absolute_time_min(absolute_time_t a, absolute_time_t b) { return a < b ? a : b; }
#define nil_time ((absolute_time_t)0)
#define at_the_end_of_time ((absolute_time_t)INT64_MAX)
static inline bool is_at_the_end_of_time(absolute_time_t t) { return t == at_the_end_of_time; }

typedef int32_t alarm_id_t;
/// 0: never again; above: so many microseconds from now; below: so many from when it was due.
typedef int64_t (*alarm_callback_t)(alarm_id_t id, void* user_data);

#define PICO_TIME_DEFAULT_ALARM_POOL_HARDWARE_ALARM_NUM 3
#define PICO_TIME_DEFAULT_ALARM_POOL_MAX_TIMERS 16

/// So many alarms, behind one of the chip's timer (hardware/timer.h).
typedef struct alarm_pool alarm_pool_t;

alarm_pool_t* alarm_pool_get_default(void);
alarm_pool_t* alarm_pool_create(uint timer_alarm_num, uint max_timers);
alarm_pool_t* alarm_pool_create_with_unused_hardware_alarm(uint max_timers);
void alarm_pool_destroy(alarm_pool_t* pool);
uint alarm_pool_timer_alarm_num(alarm_pool_t* pool);
#define alarm_pool_hardware_alarm_num(pool) alarm_pool_timer_alarm_num(pool)
uint alarm_pool_core_num(alarm_pool_t* pool);

/// 0 if the time is over: it is then called at once if `fire_if_past`. -1 if as many are pending as the pool has, 16 by itself.
alarm_id_t alarm_pool_add_alarm_at(alarm_pool_t* pool, absolute_time_t time, alarm_callback_t callback,
                                   void* user_data, bool fire_if_past);
static inline alarm_id_t alarm_pool_add_alarm_in_us(alarm_pool_t* pool, uint64_t us, alarm_callback_t callback,
                                                    void* user_data, bool fire_if_past) {
    return alarm_pool_add_alarm_at(pool, delayed_by_us(get_absolute_time(), us), callback, user_data, fire_if_past);
}
static inline alarm_id_t alarm_pool_add_alarm_in_ms(alarm_pool_t* pool, uint32_t ms, alarm_callback_t callback,
                                                    void* user_data, bool fire_if_past) {
    return alarm_pool_add_alarm_at(pool, delayed_by_ms(get_absolute_time(), ms), callback, user_data, fire_if_past);
}
bool alarm_pool_cancel_alarm(alarm_pool_t* pool, alarm_id_t alarm_id);
/// -1 of one that is not pending.
int64_t alarm_pool_remaining_alarm_time_us(alarm_pool_t* pool, alarm_id_t alarm_id);
static inline int32_t alarm_pool_remaining_alarm_time_ms(alarm_pool_t* pool, alarm_id_t alarm_id) {
    const int64_t us = alarm_pool_remaining_alarm_time_us(pool, alarm_id);
    return us < 0 ? -1 : (int32_t)(us / 1000);
}

static inline alarm_id_t add_alarm_at(absolute_time_t time, alarm_callback_t callback, void* user_data,
                                      bool fire_if_past) {
    return alarm_pool_add_alarm_at(alarm_pool_get_default(), time, callback, user_data, fire_if_past);
}
static inline int64_t remaining_alarm_time_us(alarm_id_t alarm_id) {
    return alarm_pool_remaining_alarm_time_us(alarm_pool_get_default(), alarm_id);
}
static inline int32_t remaining_alarm_time_ms(alarm_id_t alarm_id) {
    return alarm_pool_remaining_alarm_time_ms(alarm_pool_get_default(), alarm_id);
}
static inline alarm_id_t add_alarm_in_us(uint64_t us, alarm_callback_t callback, void* user_data, bool fire_if_past) {
    return add_alarm_at(delayed_by_us(get_absolute_time(), us), callback, user_data, fire_if_past);
}
static inline alarm_id_t add_alarm_in_ms(uint32_t ms, alarm_callback_t callback, void* user_data, bool fire_if_past) {
    return add_alarm_at(delayed_by_ms(get_absolute_time(), ms), callback, user_data, fire_if_past);
}
static inline bool cancel_alarm(alarm_id_t alarm_id) {
    return alarm_pool_cancel_alarm(alarm_pool_get_default(), alarm_id);
}

typedef struct repeating_timer repeating_timer_t;
/// False ends it.
typedef bool (*repeating_timer_callback_t)(repeating_timer_t* rt);
struct repeating_timer {
    int64_t delay_us;
    alarm_pool_t* pool;
    alarm_id_t alarm_id;
    repeating_timer_callback_t callback;
    void* user_data;
};

/// Above 0 from the end of a call to the next, below from begin to begin.
bool alarm_pool_add_repeating_timer_us(alarm_pool_t* pool, int64_t delay_us, repeating_timer_callback_t callback,
                                       void* user_data, repeating_timer_t* out);
static inline bool alarm_pool_add_repeating_timer_ms(alarm_pool_t* pool, int32_t delay_ms,
                                                     repeating_timer_callback_t callback, void* user_data,
                                                     repeating_timer_t* out) {
    return alarm_pool_add_repeating_timer_us(pool, delay_ms * (int64_t)1000, callback, user_data, out);
}
static inline bool add_repeating_timer_us(int64_t delay_us, repeating_timer_callback_t callback, void* user_data,
                                          repeating_timer_t* out) {
    return alarm_pool_add_repeating_timer_us(alarm_pool_get_default(), delay_us, callback, user_data, out);
}
static inline bool add_repeating_timer_ms(int32_t delay_ms, repeating_timer_callback_t callback, void* user_data,
                                          repeating_timer_t* out) {
    return add_repeating_timer_us(delay_ms * (int64_t)1000, callback, user_data, out);
}
bool cancel_repeating_timer(repeating_timer_t* timer);

#ifdef __cplusplus
}
#endif
