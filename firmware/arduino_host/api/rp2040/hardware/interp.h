/// The interpolators by pico-sdk's own names (src/rp2_common/hardware_interp of pico-sdk 2), with what the RP2040 Datasheet says
/// they compute ("SIO", "Interpolator"). Both cores have the same two here, where each has two of its own on the chip.
#pragma once

#include <hardware/structs/interp.h>
#include <stdbool.h>
#include <stdint.h>

typedef unsigned int uint;

#define interp0 interp0_hw
#define interp1 interp1_hw
#define interp_lane_claim interp_claim_lane
#define interp_lane_unclaim interp_unclaim_lane
#define interp_add_accumulater(interp, lane, val) interp_add_accumulator(interp, lane, val)

typedef struct {
    uint32_t ctrl;
} interp_config;

typedef struct {
    uint32_t accum[2];
    uint32_t base[3];
    uint32_t ctrl[2];
} interp_hw_save_t;

#ifdef __cplusplus

static inline void interp_config_set_bits(interp_config* c, uint32_t bits, uint32_t value) {
    c->ctrl = (c->ctrl & ~bits) | (value & bits);
}
static inline void interp_config_set_shift(interp_config* c, uint shift) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_SHIFT_BITS, shift);
}
static inline void interp_config_set_mask(interp_config* c, uint mask_lsb, uint mask_msb) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_MASK_LSB_BITS | SIO_INTERP0_CTRL_LANE0_MASK_MSB_BITS,
                           mask_lsb << SIO_INTERP0_CTRL_LANE0_MASK_LSB_LSB |
                               mask_msb << SIO_INTERP0_CTRL_LANE0_MASK_MSB_LSB);
}
static inline void interp_config_set_cross_input(interp_config* c, bool cross_input) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_CROSS_INPUT_BITS, cross_input ? ~0u : 0u);
}
static inline void interp_config_set_cross_result(interp_config* c, bool cross_result) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_CROSS_RESULT_BITS, cross_result ? ~0u : 0u);
}
static inline void interp_config_set_signed(interp_config* c, bool _signed) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_SIGNED_BITS, _signed ? ~0u : 0u);
}
static inline void interp_config_set_add_raw(interp_config* c, bool add_raw) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_ADD_RAW_BITS, add_raw ? ~0u : 0u);
}
static inline void interp_config_set_blend(interp_config* c, bool blend) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_BLEND_BITS, blend ? ~0u : 0u);
}
static inline void interp_config_set_clamp(interp_config* c, bool clamp) {
    interp_config_set_bits(c, SIO_INTERP1_CTRL_LANE0_CLAMP_BITS, clamp ? ~0u : 0u);
}
static inline void interp_config_set_force_bits(interp_config* c, uint bits) {
    interp_config_set_bits(c, SIO_INTERP0_CTRL_LANE0_FORCE_MSB_BITS, bits << SIO_INTERP0_CTRL_LANE0_FORCE_MSB_LSB);
}
static inline interp_config interp_default_config(void) {
    interp_config made = {0};
    interp_config_set_mask(&made, 0, 31);
    return made;
}

void interp_claim_lane(interp_hw_t* interp, uint lane);
void interp_claim_lane_mask(interp_hw_t* interp, uint lane_mask);
void interp_unclaim_lane(interp_hw_t* interp, uint lane);
void interp_unclaim_lane_mask(interp_hw_t* interp, uint lane_mask);
bool interp_lane_is_claimed(interp_hw_t* interp, uint lane);
void interp_save(interp_hw_t* interp, interp_hw_save_t* saver);
void interp_restore(interp_hw_t* interp, interp_hw_save_t* saver);

static inline uint interp_index(interp_hw_t* interp) { return interp == interp1 ? 1 : 0; }
static inline void interp_set_config(interp_hw_t* interp, uint lane, interp_config* config) {
    interp->ctrl[lane] = config->ctrl;
}
static inline void interp_set_force_bits(interp_hw_t* interp, uint lane, uint bits) {
    interp->ctrl[lane] |= bits << SIO_INTERP0_CTRL_LANE0_FORCE_MSB_LSB;
}
static inline void interp_set_base(interp_hw_t* interp, uint lane, uint32_t val) { interp->base[lane] = val; }
static inline uint32_t interp_get_base(interp_hw_t* interp, uint lane) { return interp->base[lane]; }
static inline void interp_set_base_both(interp_hw_t* interp, uint32_t val) { interp->base01 = val; }
static inline void interp_set_accumulator(interp_hw_t* interp, uint lane, uint32_t val) { interp->accum[lane] = val; }
static inline uint32_t interp_get_accumulator(interp_hw_t* interp, uint lane) { return interp->accum[lane]; }
static inline uint32_t interp_pop_lane_result(interp_hw_t* interp, uint lane) { return interp->pop[lane]; }
static inline uint32_t interp_peek_lane_result(interp_hw_t* interp, uint lane) { return interp->peek[lane]; }
static inline uint32_t interp_pop_full_result(interp_hw_t* interp) { return interp->pop[2]; }
static inline uint32_t interp_peek_full_result(interp_hw_t* interp) { return interp->peek[2]; }
static inline void interp_add_accumulator(interp_hw_t* interp, uint lane, uint32_t val) { interp->add_raw[lane] = val; }
static inline uint32_t interp_get_raw(interp_hw_t* interp, uint lane) { return interp->add_raw[lane]; }
#endif
