/// Types of timers (ESP-IDF 5.5.1, components/esp_driver_gptimer/include/driver/gptimer_types.h).
#pragma once

#include <hal/timer_types.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct gptimer_t* gptimer_handle_t;

typedef struct {
    uint64_t count_value;
    uint64_t alarm_value;
} gptimer_alarm_event_data_t;

/// Whether it has woken a task that is more urgent.
typedef bool (*gptimer_alarm_cb_t)(gptimer_handle_t timer, const gptimer_alarm_event_data_t* edata, void* user_ctx);
