/// Time of pico-sdk (src/common/pico_time): a part of it, without alarms.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t absolute_time_t;

absolute_time_t get_absolute_time(void);
uint64_t time_us_64(void);
uint32_t time_us_32(void);
void sleep_ms(uint32_t ms);
void sleep_us(uint64_t us);
void sleep_until(absolute_time_t target);
void busy_wait_us(uint64_t delay_us);
void busy_wait_ms(uint32_t delay_ms);

static inline uint64_t to_us_since_boot(absolute_time_t t) { return t; }
static inline uint32_t to_ms_since_boot(absolute_time_t t) { return (uint32_t)(t / 1000); }
static inline int64_t absolute_time_diff_us(absolute_time_t from, absolute_time_t to) { return (int64_t)(to - from); }
static inline absolute_time_t delayed_by_us(absolute_time_t t, uint64_t us) { return t + us; }
static inline absolute_time_t delayed_by_ms(absolute_time_t t, uint32_t ms) { return t + 1000ULL * ms; }
static inline absolute_time_t make_timeout_time_us(uint64_t us) { return get_absolute_time() + us; }
static inline absolute_time_t make_timeout_time_ms(uint32_t ms) { return get_absolute_time() + 1000ULL * ms; }
static inline bool time_reached(absolute_time_t t) { return get_absolute_time() >= t; }

#ifdef __cplusplus
}
#endif
