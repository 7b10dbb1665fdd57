/// Numbers of the RMT (ESP-IDF 5.5.1, components/hal/include/hal/rmt_types.h).
#pragma once

#include <soc/clk_tree_defs.h>
#include <soc/soc_caps.h>
#include <stdint.h>

typedef soc_periph_rmt_clk_src_t rmt_clock_source_t;

/// Two levels, each for so many ticks; one of none ends a train.
typedef union {
    struct {
        uint16_t duration0 : 15;
        uint16_t level0 : 1;
        uint16_t duration1 : 15;
        uint16_t level1 : 1;
    };
    uint32_t val;
} rmt_symbol_word_t;
