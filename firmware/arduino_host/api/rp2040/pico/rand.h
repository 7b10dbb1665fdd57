/// Chance of pico-sdk (src/rp2_common/pico_rand), without numbers of 128 bits.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t get_rand_32(void);
uint64_t get_rand_64(void);

#ifdef __cplusplus
}
#endif
