/// Numbers of the parts that make pulses (ESP-IDF 5.5.1, components/hal/include/hal/ledc_types.h and soc/clk_tree_defs.h).
#pragma once

#include <soc/soc_caps.h>

typedef enum {
#if SOC_LEDC_SUPPORT_HS_MODE
    LEDC_HIGH_SPEED_MODE = 0,
#endif
    LEDC_LOW_SPEED_MODE,
    LEDC_SPEED_MODE_MAX,
} ledc_mode_t;

typedef enum { LEDC_INTR_DISABLE = 0, LEDC_INTR_FADE_END, LEDC_INTR_MAX } ledc_intr_type_t;
typedef enum { LEDC_DUTY_DIR_DECREASE = 0, LEDC_DUTY_DIR_INCREASE = 1, LEDC_DUTY_DIR_MAX } ledc_duty_direction_t;
typedef enum { LEDC_TIMER_0 = 0, LEDC_TIMER_1, LEDC_TIMER_2, LEDC_TIMER_3, LEDC_TIMER_MAX } ledc_timer_t;

typedef enum {
    LEDC_CHANNEL_0 = 0,
    LEDC_CHANNEL_1,
    LEDC_CHANNEL_2,
    LEDC_CHANNEL_3,
    LEDC_CHANNEL_4,
    LEDC_CHANNEL_5,
#if SOC_LEDC_CHANNEL_NUM > 6
    LEDC_CHANNEL_6,
    LEDC_CHANNEL_7,
#endif
    LEDC_CHANNEL_MAX,
} ledc_channel_t;

typedef enum {
    LEDC_TIMER_1_BIT = 1,
    LEDC_TIMER_2_BIT,
    LEDC_TIMER_3_BIT,
    LEDC_TIMER_4_BIT,
    LEDC_TIMER_5_BIT,
    LEDC_TIMER_6_BIT,
    LEDC_TIMER_7_BIT,
    LEDC_TIMER_8_BIT,
    LEDC_TIMER_9_BIT,
    LEDC_TIMER_10_BIT,
    LEDC_TIMER_11_BIT,
    LEDC_TIMER_12_BIT,
    LEDC_TIMER_13_BIT,
    LEDC_TIMER_14_BIT,
#if SOC_LEDC_TIMER_BIT_WIDTH > 14
    LEDC_TIMER_15_BIT,
    LEDC_TIMER_16_BIT,
    LEDC_TIMER_17_BIT,
    LEDC_TIMER_18_BIT,
    LEDC_TIMER_19_BIT,
    LEDC_TIMER_20_BIT,
#endif
    LEDC_TIMER_BIT_MAX,
} ledc_timer_bit_t;

/// Which clock is counted shows nowhere: any frequency that one of them makes is had.
typedef enum {
    LEDC_AUTO_CLK = 0,
    LEDC_USE_APB_CLK,
    LEDC_USE_RC_FAST_CLK,
    LEDC_USE_REF_TICK,
    LEDC_USE_XTAL_CLK,
    LEDC_USE_RTC8M_CLK = LEDC_USE_RC_FAST_CLK,
} ledc_clk_cfg_t;

typedef enum { LEDC_FADE_NO_WAIT = 0, LEDC_FADE_WAIT_DONE, LEDC_FADE_MAX } ledc_fade_mode_t;
