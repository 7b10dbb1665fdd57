/// What a TWAI controller (CAN 2.0) is told and tells (ESP-IDF 5.5.1, components/hal/include/hal/twai_types.h and
/// twai_types_deprecated.h).
#pragma once

#include <sdkconfig.h>
#include <soc/clk_tree_defs.h>
#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

#define TWAI_EXTD_ID_MASK 0x1FFFFFFF
#define TWAI_STD_ID_MASK 0x7FF
#define TWAI_FRAME_MAX_DLC 8
#define TWAI_FRAME_MAX_LEN 8
#define TWAI_FRAME_EXTD_ID_LEN_BYTES 4
#define TWAI_FRAME_STD_ID_LEN_BYTES 2
#define TWAI_ERR_PASS_THRESH 128

#define TWAI_MSG_FLAG_NONE 0x00
#define TWAI_MSG_FLAG_EXTD 0x01
#define TWAI_MSG_FLAG_RTR 0x02
#define TWAI_MSG_FLAG_SS 0x04
#define TWAI_MSG_FLAG_SELF 0x08
#define TWAI_MSG_FLAG_DLC_NON_COMP 0x10

#define TWAI_BRP_MAX SOC_TWAI_BRP_MAX
#define TWAI_BRP_MIN SOC_TWAI_BRP_MIN

typedef soc_periph_twai_clk_src_t twai_clock_source_t;

/// A bit has a quantum to begin with and those of both segments; how long a quantum is says `quanta_resolution_hz`, or, where
/// that is 0, the clock's divider.
typedef struct {
    twai_clock_source_t clk_src;
    uint32_t quanta_resolution_hz;
    uint32_t brp;
    uint8_t prop_seg;
    uint8_t tseg_1;
    uint8_t tseg_2;
    uint8_t sjw;
    uint8_t ssp_offset;
    bool triple_sampling;
} twai_timing_config_t;

#define OCEANHIL_TWAI_TIMING(hertz, first, second, jump)                                                             \
    {.clk_src = TWAI_CLK_SRC_DEFAULT, .quanta_resolution_hz = hertz, .brp = 0, .prop_seg = 0, .tseg_1 = first,        \
     .tseg_2 = second, .sjw = jump, .ssp_offset = 0, .triple_sampling = false}

#if SOC_TWAI_BRP_MAX > 256
#define TWAI_TIMING_CONFIG_1KBITS() OCEANHIL_TWAI_TIMING(20000, 15, 4, 3)
#define TWAI_TIMING_CONFIG_5KBITS() OCEANHIL_TWAI_TIMING(100000, 15, 4, 3)
#define TWAI_TIMING_CONFIG_10KBITS() OCEANHIL_TWAI_TIMING(200000, 15, 4, 3)
#endif
#if SOC_TWAI_BRP_MAX > 128
#define TWAI_TIMING_CONFIG_12_5KBITS() OCEANHIL_TWAI_TIMING(312500, 16, 8, 3)
#define TWAI_TIMING_CONFIG_16KBITS() OCEANHIL_TWAI_TIMING(400000, 16, 8, 3)
#define TWAI_TIMING_CONFIG_20KBITS() OCEANHIL_TWAI_TIMING(400000, 15, 4, 3)
#endif
#define TWAI_TIMING_CONFIG_25KBITS() OCEANHIL_TWAI_TIMING(625000, 16, 8, 3)
#define TWAI_TIMING_CONFIG_50KBITS() OCEANHIL_TWAI_TIMING(1000000, 15, 4, 3)
#define TWAI_TIMING_CONFIG_100KBITS() OCEANHIL_TWAI_TIMING(2000000, 15, 4, 3)
#define TWAI_TIMING_CONFIG_125KBITS() OCEANHIL_TWAI_TIMING(2000000, 11, 4, 3)
#define TWAI_TIMING_CONFIG_250KBITS() OCEANHIL_TWAI_TIMING(4000000, 11, 4, 2)
#define TWAI_TIMING_CONFIG_500KBITS() OCEANHIL_TWAI_TIMING(8000000, 11, 4, 2)
#define TWAI_TIMING_CONFIG_800KBITS() OCEANHIL_TWAI_TIMING(8000000, 6, 3, 1)
#define TWAI_TIMING_CONFIG_1MBITS() OCEANHIL_TWAI_TIMING(8000000, 5, 2, 1)

#define TWAI_FILTER_CONFIG_ACCEPT_ALL() {.acceptance_code = 0, .acceptance_mask = 0xFFFFFFFF, .single_filter = true}

typedef enum { TWAI_MODE_NORMAL, TWAI_MODE_NO_ACK, TWAI_MODE_LISTEN_ONLY } twai_mode_t;

typedef struct {
    union {
        struct {
            uint32_t extd : 1;
            uint32_t rtr : 1;
            /// Sent once, whatever comes of it; sent to the sender, too. Both are 0 of what was received.
            uint32_t ss : 1;
            uint32_t self : 1;
            uint32_t dlc_non_comp : 1;
            uint32_t reserved : 27;
        };
        uint32_t flags;
    };
    uint32_t identifier;
    uint8_t data_length_code;
    uint8_t data[TWAI_FRAME_MAX_DLC];
} twai_message_t;

/// A bit of the mask that is 1 lets both levels pass.
typedef struct {
    uint32_t acceptance_code;
    uint32_t acceptance_mask;
    bool single_filter;
} twai_filter_config_t;
