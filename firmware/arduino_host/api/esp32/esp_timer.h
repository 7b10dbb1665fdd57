/// High resolution timers of ESP-IDF (components/esp_timer/include/esp_timer.h).
#pragma once

#include <esp_err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct esp_timer* esp_timer_handle_t;
typedef void (*esp_timer_cb_t)(void* arg);

typedef enum { ESP_TIMER_TASK, ESP_TIMER_ISR, ESP_TIMER_MAX } esp_timer_dispatch_t;

typedef struct {
    esp_timer_cb_t callback;
    void* arg;
    esp_timer_dispatch_t dispatch_method;
    const char* name;
    bool skip_unhandled_events;
} esp_timer_create_args_t;

esp_err_t esp_timer_create(const esp_timer_create_args_t* create_args, esp_timer_handle_t* out_handle);
/// ESP_ERR_INVALID_STATE if it runs.
esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t timeout_us);
esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer, uint64_t period_us);
/// ESP_ERR_INVALID_STATE if it does not run.
esp_err_t esp_timer_restart(esp_timer_handle_t timer, uint64_t timeout_us);
esp_err_t esp_timer_stop(esp_timer_handle_t timer);
esp_err_t esp_timer_delete(esp_timer_handle_t timer);
bool esp_timer_is_active(esp_timer_handle_t timer);
/// 0 of one that is no periodic timer.
esp_err_t esp_timer_get_period(esp_timer_handle_t timer, uint64_t* period);
/// When it rings, by `esp_timer_get_time`; ESP_ERR_NOT_SUPPORTED of a periodic one.
esp_err_t esp_timer_get_expiry_time(esp_timer_handle_t timer, uint64_t* expiry);
/// When the next of all timers rings; INT64_MAX if none runs. The second leaves out those that skip what they missed.
int64_t esp_timer_get_next_alarm(void);
int64_t esp_timer_get_next_alarm_for_wake_up(void);
/// Writes a line for each timer that runs: its name, period and next alarm.
esp_err_t esp_timer_dump(FILE* stream);
/// Microseconds since the boot.
int64_t esp_timer_get_time(void);

#ifdef __cplusplus
}
#endif
