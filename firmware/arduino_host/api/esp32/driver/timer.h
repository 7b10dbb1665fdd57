/// Timers by the older driver (ESP-IDF 5.5.1, components/driver/deprecated/driver/timer.h). On a chip a program that has it
/// beside `driver/gptimer.h`, on which `timerBegin` stands, too, ends when it starts. Alarms are served in calls that let time
/// pass. A handler of `timer_isr_register` is called again and again until it has cleared its interrupt, as on a chip.
///
/// Missing: the timers' registers (`TIMERG0`).
#pragma once

#include <driver/timer_types_legacy.h>
#include <esp_err.h>
#include <sdkconfig.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Counts from 0, and has the usual clock of 80 MHz, of which it counts each `divider`th (2 to 65,536).
esp_err_t timer_init(timer_group_t group_num, timer_idx_t timer_num, const timer_config_t* config);
/// The calls below give ESP_ERR_INVALID_ARG for a timer without `timer_init`.
esp_err_t timer_deinit(timer_group_t group_num, timer_idx_t timer_num);
/// As `timer_init` was told, but for what `timer_start`, `timer_pause`, `timer_set_divider` and `timer_set_auto_reload` changed.
esp_err_t timer_get_config(timer_group_t group_num, timer_idx_t timer_num, timer_config_t* config);

esp_err_t timer_start(timer_group_t group_num, timer_idx_t timer_num);
esp_err_t timer_pause(timer_group_t group_num, timer_idx_t timer_num);
esp_err_t timer_get_counter_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t* timer_val);
esp_err_t timer_get_counter_time_sec(timer_group_t group_num, timer_idx_t timer_num, double* time);
esp_err_t timer_set_counter_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t load_val);
esp_err_t timer_set_counter_mode(timer_group_t group_num, timer_idx_t timer_num, timer_count_dir_t counter_dir);
/// From 0 on, whatever was set as the counter's value.
esp_err_t timer_set_auto_reload(timer_group_t group_num, timer_idx_t timer_num, timer_autoreload_t reload);
esp_err_t timer_set_divider(timer_group_t group_num, timer_idx_t timer_num, uint32_t divider);
esp_err_t timer_set_alarm_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t alarm_value);
esp_err_t timer_get_alarm_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t* alarm_value);
/// An alarm is off again once it came, unless it reloads or its callback has set another value.
esp_err_t timer_set_alarm(timer_group_t group_num, timer_idx_t timer_num, timer_alarm_t alarm_en);

esp_err_t timer_isr_callback_add(timer_group_t group_num, timer_idx_t timer_num, timer_isr_t isr_handler, void* arg,
                                 int intr_alloc_flags);
esp_err_t timer_isr_callback_remove(timer_group_t group_num, timer_idx_t timer_num);
esp_err_t timer_isr_register(timer_group_t group_num, timer_idx_t timer_num, void (*fn)(void*), void* arg,
                             int intr_alloc_flags, timer_isr_handle_t* handle);
/// That of a callback is on with it.
esp_err_t timer_enable_intr(timer_group_t group_num, timer_idx_t timer_num);
esp_err_t timer_disable_intr(timer_group_t group_num, timer_idx_t timer_num);
esp_err_t timer_group_intr_enable(timer_group_t group_num, timer_intr_t intr_mask);
esp_err_t timer_group_intr_disable(timer_group_t group_num, timer_intr_t intr_mask);

// For handlers, of timers that are made.
void timer_group_clr_intr_status_in_isr(timer_group_t group_num, timer_idx_t timer_num);
void timer_group_enable_alarm_in_isr(timer_group_t group_num, timer_idx_t timer_num);
uint64_t timer_group_get_counter_value_in_isr(timer_group_t group_num, timer_idx_t timer_num);
void timer_group_set_alarm_value_in_isr(timer_group_t group_num, timer_idx_t timer_num, uint64_t alarm_val);
void timer_group_set_counter_enable_in_isr(timer_group_t group_num, timer_idx_t timer_num, timer_start_t counter_en);
/// Of timer 0 of a group, if it is made, else of timer 1.
uint32_t timer_group_get_intr_status_in_isr(timer_group_t group_num);
bool timer_group_get_auto_reload_in_isr(timer_group_t group_num, timer_idx_t timer_num);

#ifdef __cplusplus
}
#endif
