/// The registers of the pulse counters that tell what happened (components/soc/CHIP/include/soc/pcnt_struct.h of ESP-IDF 5.5.1): true
/// while a handler of `driver/pcnt.h` is called. The others are missing.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef volatile struct {
    union {
        uint32_t val;
    } int_raw, int_st, int_clr;
    union {
        struct {
            uint32_t zero_mode : 2;
            uint32_t thres1_lat : 1;
            uint32_t thres0_lat : 1;
            uint32_t l_lim_lat : 1;
            uint32_t h_lim_lat : 1;
            uint32_t zero_lat : 1;
            uint32_t reserved7 : 25;
        };
        struct {
            uint32_t : 2;
            uint32_t COUNTER_THRES1 : 1;
            uint32_t COUNTER_THRES0 : 1;
            uint32_t COUNTER_L_LIM : 1;
            uint32_t COUNTER_H_LIM : 1;
            uint32_t COUNTER_ZERO : 1;
            uint32_t : 25;
        };
        uint32_t val;
    } status_unit[8];
} pcnt_dev_t;

extern pcnt_dev_t PCNT;

#ifdef __cplusplus
}
#endif
