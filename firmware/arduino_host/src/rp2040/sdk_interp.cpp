// The interpolators. Facts: RP2040 Datasheet, "SIO", "Interpolator" and "List of Registers".
#include <hardware/interp.h>

#include "sdk_claims.h"

namespace oceanhil::interpolating {

namespace {

constexpr uint32_t kLanes = 2;
constexpr uint32_t kKeptBits = 0x007FFFFF;
constexpr uint32_t kAddedBits = 0x00FFFFFF;
constexpr uint32_t kForcedLsb = 28;
constexpr uint32_t kHalfBits = 16;
constexpr uint32_t kFractionBits = 8;
constexpr uint32_t kFraction = 0xFF;
constexpr uint32_t kWordBits = 32;

struct Interpolator {
    uint32_t accum[kLanes] = {};
    uint32_t base[kLanes + 1] = {};
    uint32_t ctrl[kLanes] = {};
};

struct Lane {
    /// Shifted and masked, with its sign where it has one.
    uint32_t raw;
    bool has_overflow;
};

struct Results {
    uint32_t lane[kLanes];
    uint32_t full;
};

Interpolator all[2];
oceanhil::Claims claims("Interp lane", 0, 2 * kLanes);

bool has(uint32_t ctrl, uint32_t bits) { return (ctrl & bits) != 0; }

uint32_t input_of(const Interpolator& from, uint32_t lane) {
    return from.accum[has(from.ctrl[lane], SIO_INTERP0_CTRL_LANE0_CROSS_INPUT_BITS) ? 1 - lane : lane];
}

Lane lane_of(const Interpolator& from, uint32_t lane) {
    const uint32_t ctrl = from.ctrl[lane];
    const uint32_t shifted = input_of(from, lane) >> (ctrl & SIO_INTERP0_CTRL_LANE0_SHIFT_BITS);
    const uint32_t first = (ctrl & SIO_INTERP0_CTRL_LANE0_MASK_LSB_BITS) >> SIO_INTERP0_CTRL_LANE0_MASK_LSB_LSB;
    const uint32_t last = (ctrl & SIO_INTERP0_CTRL_LANE0_MASK_MSB_BITS) >> SIO_INTERP0_CTRL_LANE0_MASK_MSB_LSB;
    const uint32_t up_to_last = UINT32_MAX >> (kWordBits - 1 - last);
    const uint32_t mask = first > last ? 0 : up_to_last & UINT32_MAX << first;
    const uint32_t masked = shifted & mask;
    const bool is_negative = has(ctrl, SIO_INTERP0_CTRL_LANE0_SIGNED_BITS) && (masked >> last & 1) != 0;
    return {is_negative ? masked | ~up_to_last : masked, (shifted & ~up_to_last) != 0};
}

uint32_t clamped(const Interpolator& from, uint32_t raw) {
    if (has(from.ctrl[0], SIO_INTERP0_CTRL_LANE0_SIGNED_BITS)) {
        const auto value = static_cast<int32_t>(raw);
        if (value < static_cast<int32_t>(from.base[0])) {
            return from.base[0];
        }
        return value > static_cast<int32_t>(from.base[1]) ? from.base[1] : raw;
    }
    return raw < from.base[0] ? from.base[0] : raw > from.base[1] ? from.base[1] : raw;
}

uint32_t blended(const Interpolator& from, uint32_t fraction) {
    if (has(from.ctrl[1], SIO_INTERP0_CTRL_LANE0_SIGNED_BITS)) {
        const int64_t begin = static_cast<int32_t>(from.base[0]);
        const int64_t end = static_cast<int32_t>(from.base[1]);
        return static_cast<uint32_t>(begin + ((end - begin) * fraction >> kFractionBits));
    }
    const int64_t begin = from.base[0];
    const int64_t end = from.base[1];
    return static_cast<uint32_t>(begin + ((end - begin) * fraction >> kFractionBits));
}

Results results_of(uint32_t number) {
    const Interpolator& from = all[number];
    const Lane lanes[kLanes] = {lane_of(from, 0), lane_of(from, 1)};
    Results told = {};
    for (uint32_t lane = 0; lane < kLanes; ++lane) {
        const bool adds_all = has(from.ctrl[lane], SIO_INTERP0_CTRL_LANE0_ADD_RAW_BITS);
        told.lane[lane] = (adds_all ? input_of(from, lane) : lanes[lane].raw) + from.base[lane];
    }
    told.full = from.base[2] + lanes[0].raw + lanes[1].raw;
    if (number == 0 && has(from.ctrl[0], SIO_INTERP0_CTRL_LANE0_BLEND_BITS)) {
        const uint32_t fraction = lanes[1].raw & kFraction;
        told = {{fraction, blended(from, fraction)}, from.base[2] + lanes[0].raw};
    }
    if (number == 1 && has(from.ctrl[0], SIO_INTERP1_CTRL_LANE0_CLAMP_BITS)) {
        told.lane[0] = clamped(from, lanes[0].raw);
    }
    return told;
}

/// As the processor reads it.
uint32_t shown(uint32_t number, const Results& results, uint32_t lane) {
    if (lane == kLanes) {
        return results.full;
    }
    const uint32_t ctrl = all[number].ctrl[lane];
    const uint32_t forced = (ctrl & SIO_INTERP0_CTRL_LANE0_FORCE_MSB_BITS) >> SIO_INTERP0_CTRL_LANE0_FORCE_MSB_LSB;
    return results.lane[lane] | forced << kForcedLsb;
}

uint32_t popped(uint32_t number, uint32_t lane) {
    const Results results = results_of(number);
    Interpolator& to = all[number];
    for (uint32_t each = 0; each < kLanes; ++each) {
        const bool crosses = has(to.ctrl[each], SIO_INTERP0_CTRL_LANE0_CROSS_RESULT_BITS);
        to.accum[each] = results.lane[crosses ? 1 - each : each];
    }
    return shown(number, results, lane);
}

uint32_t control_of(uint32_t number, uint32_t lane) {
    const Interpolator& from = all[number];
    if (lane != 0) {
        return from.ctrl[lane];
    }
    const bool first = lane_of(from, 0).has_overflow;
    const bool second = lane_of(from, 1).has_overflow;
    return from.ctrl[0] | (first ? SIO_INTERP0_CTRL_LANE0_OVERF0_BITS : 0) |
           (second ? SIO_INTERP0_CTRL_LANE0_OVERF1_BITS : 0) |
           (first || second ? SIO_INTERP0_CTRL_LANE0_OVERF_BITS : 0);
}

void set_both_bases(Interpolator& to, uint32_t value) {
    for (uint32_t lane = 0; lane < kLanes; ++lane) {
        const auto half = static_cast<uint16_t>(value >> (lane * kHalfBits));
        const bool is_signed = has(to.ctrl[lane], SIO_INTERP0_CTRL_LANE0_SIGNED_BITS);
        to.base[lane] = is_signed ? static_cast<uint32_t>(static_cast<int16_t>(half)) : half;
    }
}

uint32_t claim_number(interp_hw_t* interp, uint lane) { return interp_index(interp) * kLanes + lane; }

uint32_t read_register(uint32_t number, InterpRegister::Kind kind, uint32_t lane) {
    switch (kind) {
        case InterpRegister::Kind::accum:
            return all[number].accum[lane];
        case InterpRegister::Kind::base:
            return all[number].base[lane];
        case InterpRegister::Kind::pop:
            return popped(number, lane);
        case InterpRegister::Kind::peek:
            return shown(number, results_of(number), lane);
        case InterpRegister::Kind::ctrl:
            return control_of(number, lane);
        case InterpRegister::Kind::add_raw:
            return lane_of(all[number], lane).raw;
        default:
            return 0;
    }
}

void write_register(uint32_t number, InterpRegister::Kind kind, uint32_t lane, uint32_t value) {
    Interpolator& to = all[number];
    switch (kind) {
        case InterpRegister::Kind::accum:
            to.accum[lane] = value;
            break;
        case InterpRegister::Kind::base:
            to.base[lane] = value;
            break;
        case InterpRegister::Kind::ctrl:
            to.ctrl[lane] = value & kKeptBits;
            break;
        case InterpRegister::Kind::add_raw:
            to.accum[lane] += value & kAddedBits;
            break;
        case InterpRegister::Kind::base01:
            set_both_bases(to, value);
            break;
        default:
            break;
    }
}

}  // namespace

}  // namespace oceanhil::interpolating

oceanhil::InterpRegister::operator uint32_t() const { return interpolating::read_register(number_, kind_, lane_); }

oceanhil::InterpRegister& oceanhil::InterpRegister::operator=(uint32_t value) {
    interpolating::write_register(number_, kind_, lane_, value);
    return *this;
}

interp_hw_t oceanhil_interpolators[2] = {interp_hw_t(0), interp_hw_t(1)};

void interp_claim_lane(interp_hw_t* interp, uint lane) { oceanhil::interpolating::claims.claim(oceanhil::interpolating::claim_number(interp, lane)); }

void interp_claim_lane_mask(interp_hw_t* interp, uint lane_mask) {
    for (uint lane = 0; lane < oceanhil::interpolating::kLanes; ++lane) {
        if ((lane_mask >> lane & 1) != 0) {
            interp_claim_lane(interp, lane);
        }
    }
}

void interp_unclaim_lane(interp_hw_t* interp, uint lane) { oceanhil::interpolating::claims.give_up(oceanhil::interpolating::claim_number(interp, lane)); }

void interp_unclaim_lane_mask(interp_hw_t* interp, uint lane_mask) {
    for (uint lane = 0; lane < oceanhil::interpolating::kLanes; ++lane) {
        if ((lane_mask >> lane & 1) != 0) {
            interp_unclaim_lane(interp, lane);
        }
    }
}

bool interp_lane_is_claimed(interp_hw_t* interp, uint lane) { return oceanhil::interpolating::claims.is_claimed(oceanhil::interpolating::claim_number(interp, lane)); }

void interp_save(interp_hw_t* interp, interp_hw_save_t* saver) {
    const oceanhil::interpolating::Interpolator& from = oceanhil::interpolating::all[interp_index(interp)];
    *saver = {{from.accum[0], from.accum[1]},
              {from.base[0], from.base[1], from.base[2]},
              {from.ctrl[0], from.ctrl[1]}};
}

void interp_restore(interp_hw_t* interp, interp_hw_save_t* saver) {
    oceanhil::interpolating::all[interp_index(interp)] = {{saver->accum[0], saver->accum[1]},
                                 {saver->base[0], saver->base[1], saver->base[2]},
                                 {saver->ctrl[0], saver->ctrl[1]}};
}
