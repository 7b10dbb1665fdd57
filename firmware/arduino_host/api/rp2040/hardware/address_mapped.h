/// How registers are changed (src/rp2_common/hardware_base/include/hardware/address_mapped.h of pico-sdk 2). Aliases that set or
/// clear bits by their address are missing: there are no addresses.
#pragma once

#include <stdint.h>

typedef volatile uint64_t io_rw_64;
typedef const volatile uint64_t io_ro_64;
typedef volatile uint32_t io_rw_32;
typedef const volatile uint32_t io_ro_32;
typedef volatile uint32_t io_wo_32;
typedef volatile uint16_t io_rw_16;
typedef const volatile uint16_t io_ro_16;
typedef volatile uint8_t io_rw_8;
typedef const volatile uint8_t io_ro_8;

#ifdef __cplusplus
extern "C++" {

// A register may be an object that does what the register does.
template <typename Register>
inline void hw_set_bits(Register* addr, uint32_t mask) {
    *addr = *addr | mask;
}

template <typename Register>
inline void hw_clear_bits(Register* addr, uint32_t mask) {
    *addr = *addr & ~mask;
}

template <typename Register>
inline void hw_xor_bits(Register* addr, uint32_t mask) {
    *addr = *addr ^ mask;
}

template <typename Register>
inline void hw_write_masked(Register* addr, uint32_t values, uint32_t write_mask) {
    *addr = (*addr & ~write_mask) | (values & write_mask);
}
}
#else
static inline void hw_set_bits(io_rw_32* addr, uint32_t mask) { *addr |= mask; }
static inline void hw_clear_bits(io_rw_32* addr, uint32_t mask) { *addr &= ~mask; }
static inline void hw_xor_bits(io_rw_32* addr, uint32_t mask) { *addr ^= mask; }
static inline void hw_write_masked(io_rw_32* addr, uint32_t values, uint32_t write_mask) {
    *addr = (*addr & ~write_mask) | (values & write_mask);
}
#endif
