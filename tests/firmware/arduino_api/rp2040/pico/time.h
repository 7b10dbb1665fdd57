// Stand-in: signatures only. https://www.raspberrypi.com/documentation/pico-sdk/high_level.html#group_repeating_timer
#pragma once

#include <stdint.h>

typedef struct repeating_timer {
    int64_t delay_us;
} repeating_timer_t;
typedef bool (*repeating_timer_callback_t)(repeating_timer_t* rt);

extern "C" bool add_repeating_timer_ms(int32_t delay_ms, repeating_timer_callback_t callback, void* user_data,
                                       repeating_timer_t* out);
