/// Bytes in memory that is read by words alone (cores/esp8266/mmu_iram.h): all memory here is read in any way. There is no
/// second heap, as where the core is built with 32 KB of cache and 32 KB of IRAM.
#ifndef __MMU_IRAM_H
#define __MMU_IRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef MMU_IRAM_SIZE
#define MMU_IRAM_SIZE 0x8000ul
#endif
#ifndef MMU_ICACHE_SIZE
#define MMU_ICACHE_SIZE 0x8000ul
#endif

static inline uint8_t mmu_get_uint8(const void* p8) { return *(const uint8_t*)p8; }
static inline uint16_t mmu_get_uint16(const uint16_t* p16) {
    uint16_t value;
    memcpy(&value, p16, sizeof value);
    return value;
}
static inline int16_t mmu_get_int16(const int16_t* p16) {
    int16_t value;
    memcpy(&value, p16, sizeof value);
    return value;
}
static inline uint8_t mmu_set_uint8(void* p8, const uint8_t val) { return *(uint8_t*)p8 = val; }
static inline uint16_t mmu_set_uint16(uint16_t* p16, const uint16_t val) {
    memcpy(p16, &val, sizeof val);
    return val;
}
static inline int16_t mmu_set_int16(int16_t* p16, const int16_t val) {
    memcpy(p16, &val, sizeof val);
    return val;
}

#endif
