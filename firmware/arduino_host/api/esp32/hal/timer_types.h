/// Numbers of timers (ESP-IDF 5.5.1, components/hal/include/hal/timer_types.h).
#pragma once

#include <soc/clk_tree_defs.h>
#include <soc/soc_caps.h>

typedef soc_periph_gptimer_clk_src_t gptimer_clock_source_t;
typedef enum { GPTIMER_COUNT_DOWN, GPTIMER_COUNT_UP } gptimer_count_direction_t;
