/// Pulses on pins as ESP-IDF has them: by channel and timer (ESP-IDF 5.5.1, components/esp_driver_ledc/include/driver/ledc.h).
///
/// Of a fade, its begin and its end can be seen on the pin, and where in a period a pulse begins cannot. Missing: dividers
/// and gradients by their numbers (`ledc_timer_set`, `ledc_set_fade`), multi-fades, interrupts of one's own.
#pragma once

#include <esp_err.h>
#include <esp_intr_alloc.h>
#include <hal/ledc_types.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LEDC_ERR_DUTY 0xFFFFFFFFU
#define LEDC_ERR_VAL (-1)

/// The board does not sleep while pulses matter.
typedef enum {
    LEDC_SLEEP_MODE_NO_ALIVE_NO_PD = 0,
    LEDC_SLEEP_MODE_NO_ALIVE_ALLOW_PD,
    LEDC_SLEEP_MODE_KEEP_ALIVE,
    LEDC_SLEEP_MODE_INVALID,
} ledc_sleep_mode_t;

typedef struct {
    int gpio_num;
    ledc_mode_t speed_mode;
    ledc_channel_t channel;
    ledc_intr_type_t intr_type;
    ledc_timer_t timer_sel;
    uint32_t duty;
    int hpoint;
    ledc_sleep_mode_t sleep_mode;
    struct {
        unsigned int output_invert : 1;
    } flags;
} ledc_channel_config_t;

typedef struct {
    ledc_mode_t speed_mode;
    ledc_timer_bit_t duty_resolution;
    ledc_timer_t timer_num;
    uint32_t freq_hz;
    ledc_clk_cfg_t clk_cfg;
    bool deconfigure;
} ledc_timer_config_t;

typedef enum { LEDC_FADE_END_EVT } ledc_cb_event_t;

typedef struct {
    ledc_cb_event_t event;
    uint32_t speed_mode;
    uint32_t channel;
    uint32_t duty;
} ledc_cb_param_t;

typedef bool (*ledc_cb_t)(const ledc_cb_param_t* param, void* user_arg);

typedef struct {
    ledc_cb_t fade_cb;
} ledc_cbs_t;

/// ESP_FAIL for a frequency that no clock makes with so many bits; ESP_ERR_INVALID_STATE for a timer that is to be given
/// back and runs, or was never set.
esp_err_t ledc_timer_config(const ledc_timer_config_t* timer_conf);
/// The pulses are there at once, if the timer is.
esp_err_t ledc_channel_config(const ledc_channel_config_t* ledc_conf);
/// The most bits that a clock has at a frequency, 0 if it does not have it.
uint32_t ledc_find_suitable_duty_resolution(uint32_t src_clk_freq, uint32_t timer_freq);
esp_err_t ledc_set_pin(int gpio_num, ledc_mode_t speed_mode, ledc_channel_t channel);
/// The pin stays at a level until `ledc_update_duty`.
esp_err_t ledc_stop(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t idle_level);

esp_err_t ledc_set_freq(ledc_mode_t speed_mode, ledc_timer_t timer_num, uint32_t freq_hz);
/// 0 for a timer that was not set.
uint32_t ledc_get_freq(ledc_mode_t speed_mode, ledc_timer_t timer_num);
/// While a timer stands still, its pins do: where in the period they were shows nowhere.
esp_err_t ledc_timer_pause(ledc_mode_t speed_mode, ledc_timer_t timer_sel);
esp_err_t ledc_timer_resume(ledc_mode_t speed_mode, ledc_timer_t timer_sel);
esp_err_t ledc_timer_rst(ledc_mode_t speed_mode, ledc_timer_t timer_sel);
esp_err_t ledc_bind_channel_timer(ledc_mode_t speed_mode, ledc_channel_t channel, ledc_timer_t timer_sel);

/// Counts from `ledc_update_duty` on.
esp_err_t ledc_set_duty(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t duty);
esp_err_t ledc_set_duty_with_hpoint(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t duty, uint32_t hpoint);
esp_err_t ledc_update_duty(ledc_mode_t speed_mode, ledc_channel_t channel);
esp_err_t ledc_set_duty_and_update(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t duty, uint32_t hpoint);
uint32_t ledc_get_duty(ledc_mode_t speed_mode, ledc_channel_t channel);
int ledc_get_hpoint(ledc_mode_t speed_mode, ledc_channel_t channel);

// All of a fade is ESP_ERR_INVALID_STATE until it is installed, which is so, too, when it is asked for twice.
esp_err_t ledc_fade_func_install(int intr_alloc_flags);
void ledc_fade_func_uninstall(void);
esp_err_t ledc_set_fade_with_time(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty,
                                  int desired_fade_time_ms);
/// `scale` a step, each of `cycle_num` periods.
esp_err_t ledc_set_fade_with_step(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty, uint32_t scale,
                                  uint32_t cycle_num);
esp_err_t ledc_fade_start(ledc_mode_t speed_mode, ledc_channel_t channel, ledc_fade_mode_t fade_mode);
/// It ends where it began.
esp_err_t ledc_fade_stop(ledc_mode_t speed_mode, ledc_channel_t channel);
esp_err_t ledc_set_fade_time_and_start(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty,
                                       uint32_t desired_fade_time_ms, ledc_fade_mode_t fade_mode);
esp_err_t ledc_set_fade_step_and_start(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty,
                                       uint32_t scale, uint32_t cycle_num, ledc_fade_mode_t fade_mode);
esp_err_t ledc_cb_register(ledc_mode_t speed_mode, ledc_channel_t channel, ledc_cbs_t* cbs, void* user_arg);

#ifdef __cplusplus
}
#endif
