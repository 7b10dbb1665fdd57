/// Types of pico-sdk 2 (src/common/pico_base_headers/include/pico/types.h).
#pragma once

#include <pico/time.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned int uint;

/// A date and a time of the day; Sunday is 0.
typedef struct {
    int16_t year;
    int8_t month;
    int8_t day;
    int8_t dotw;
    int8_t hour;
    int8_t min;
    int8_t sec;
} datetime_t;
