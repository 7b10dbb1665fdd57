/// Pulses by slices (src/rp2_common/hardware_pwm/include/hardware/pwm.h of pico-sdk 2): what a pin shows is how much of
/// the time it is high. Missing: interrupts, the counter, inverted outputs.
#pragma once

#include <hardware/gpio.h>
#include <stdbool.h>
#include <stdint.h>

#define NUM_PWM_SLICES 8
#define PWM_CHAN_A 0
#define PWM_CHAN_B 1

typedef struct {
    float divider;
    uint16_t top;
} pwm_config;

#ifdef __cplusplus
extern "C" {
#endif

static inline uint pwm_gpio_to_slice_num(uint gpio) { return gpio >> 1 & 7; }
static inline uint pwm_gpio_to_channel(uint gpio) { return gpio & 1; }
static inline pwm_config pwm_get_default_config(void) {
    const pwm_config usual = {1.0f, 0xffff};
    return usual;
}
static inline void pwm_config_set_wrap(pwm_config* c, uint16_t wrap) { c->top = wrap; }
static inline void pwm_config_set_clkdiv(pwm_config* c, float div) { c->divider = div; }
static inline void pwm_config_set_clkdiv_int(pwm_config* c, uint32_t div) { c->divider = (float)div; }
void pwm_init(uint slice_num, pwm_config* c, bool start);
void pwm_set_wrap(uint slice_num, uint16_t wrap);
void pwm_set_chan_level(uint slice_num, uint chan, uint16_t level);
void pwm_set_both_levels(uint slice_num, uint16_t level_a, uint16_t level_b);
void pwm_set_gpio_level(uint gpio, uint16_t level);
/// Its pitch shows nowhere.
void pwm_set_clkdiv(uint slice_num, float divider);
void pwm_set_enabled(uint slice_num, bool enabled);

#ifdef __cplusplus
}
#endif
