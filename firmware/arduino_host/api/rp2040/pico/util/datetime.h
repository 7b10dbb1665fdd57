/// Dates as text and as seconds (src/common/pico_util/include/pico/util/datetime.h of pico-sdk 2).
#pragma once

#include <pico/types.h>
#include <sys/time.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/// As "Tuesday 9 June 14:05:09 2026".
void datetime_to_str(char* buf, uint buf_size, const datetime_t* t);
// By the time zone that is set.
bool time_to_datetime(time_t time, datetime_t* dt);
bool datetime_to_time(const datetime_t* dt, time_t* time);
void datetime_to_tm(const datetime_t* dt, struct tm* tm);
void tm_to_datetime(const struct tm* tm, datetime_t* dt);
uint64_t timespec_to_ms(const struct timespec* ts);
uint64_t timespec_to_us(const struct timespec* ts);
void ms_to_timespec(uint64_t ms, struct timespec* ts);
void us_to_timespec(uint64_t us, struct timespec* ts);

#ifdef __cplusplus
}
#endif
