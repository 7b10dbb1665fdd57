/// Types of timers by the older driver (ESP-IDF 5.5.1, components/driver/deprecated/driver/timer_types_legacy.h).
#pragma once

#include <esp_attr.h>
#include <esp_intr_alloc.h>
#include <hal/timer_types.h>
#include <soc/clk_tree_defs.h>
#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { TIMER_GROUP_0, TIMER_GROUP_1, TIMER_GROUP_MAX } timer_group_t;
typedef enum {
    TIMER_0,
#if SOC_TIMER_GROUP_TIMERS_PER_GROUP > 1
    TIMER_1,
#endif
    TIMER_MAX,
} timer_idx_t;

typedef enum {
    TIMER_INTR_NONE = 0,
    TIMER_INTR_T0 = 1 << 0,
#if SOC_TIMER_GROUP_TIMERS_PER_GROUP > 1
    TIMER_INTR_T1 = 1 << 1,
    TIMER_INTR_WDT = 1 << 2,
#else
    TIMER_INTR_WDT = 1 << 1,
#endif
} timer_intr_t;

typedef enum {
    TIMER_COUNT_DOWN = GPTIMER_COUNT_DOWN,
    TIMER_COUNT_UP = GPTIMER_COUNT_UP,
    TIMER_COUNT_MAX
} timer_count_dir_t;
typedef enum { TIMER_PAUSE, TIMER_START } timer_start_t;
typedef enum { TIMER_ALARM_DIS, TIMER_ALARM_EN, TIMER_ALARM_MAX } timer_alarm_t;
typedef enum { TIMER_INTR_LEVEL, TIMER_INTR_MAX } timer_intr_mode_t;
typedef enum { TIMER_AUTORELOAD_DIS, TIMER_AUTORELOAD_EN, TIMER_AUTORELOAD_MAX } timer_autoreload_t;

/// 0: the default.
typedef soc_periph_tg_clk_src_legacy_t timer_src_clk_t;
/// Whether it has woken a task that is more urgent.
typedef bool (*timer_isr_t)(void*);
typedef intr_handle_t timer_isr_handle_t;

typedef struct {
    timer_alarm_t alarm_en;
    timer_start_t counter_en;
    timer_intr_mode_t intr_type;
    timer_count_dir_t counter_dir;
    timer_autoreload_t auto_reload;
    timer_src_clk_t clk_src;
    uint32_t divider;
} timer_config_t;

#ifdef __cplusplus
}
#endif
