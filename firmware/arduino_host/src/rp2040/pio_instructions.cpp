// What the instructions of a state machine do. Facts: RP2040 Datasheet, "PIO Instruction Set".
#include <machine.h>

#include "pio_block.h"

namespace {

constexpr uint32_t kPioWordBits = 32;
constexpr uint32_t kPioPlaces = 31;
/// Of the scratch registers, pins and the like by number.
enum PioPlace : uint8_t { kPioPins = 0, kPioX = 1, kPioY = 2, kPioNull = 3, kPioDirections = 4, kPioProgram = 5, kPioIn = 6, kPioOut = 7 };

uint32_t pio_field(uint32_t word, uint32_t bits, uint32_t lsb) { return (word & bits) >> lsb; }

#define OCEANHIL_PIO_OF(word, name) pio_field(word, PIO_SM0_##name##_BITS, PIO_SM0_##name##_LSB)

/// A field of five bits in which 0 means 32.
uint32_t or_whole(uint32_t count) { return count == 0 ? kPioWordBits : count; }

uint32_t low_pio_bits(uint32_t word, uint32_t count) { return count >= kPioWordBits ? word : word & ((1U << count) - 1); }

uint32_t pull_limit(const oceanhil::PioMachine& sm) { return or_whole(OCEANHIL_PIO_OF(sm.shiftctrl, SHIFTCTRL_PULL_THRESH)); }

uint32_t push_limit(const oceanhil::PioMachine& sm) { return or_whole(OCEANHIL_PIO_OF(sm.shiftctrl, SHIFTCTRL_PUSH_THRESH)); }

bool pulls_itself(const oceanhil::PioMachine& sm) { return (sm.shiftctrl & PIO_SM0_SHIFTCTRL_AUTOPULL_BITS) != 0; }

uint32_t reversed_word(uint32_t word) {
    uint32_t made = 0;
    for (uint32_t bit = 0; bit < kPioWordBits; ++bit) {
        made |= (word >> bit & 1) << (kPioWordBits - 1 - bit);
    }
    return made;
}

/// The number of a flag, which may be counted from the machine's own.
uint32_t flag_of(uint which, uint16_t instruction) {
    const uint32_t named = instruction & 7;
    return (instruction & 16) == 0 ? named : (named & 4) | ((named + which) & 3);
}

}  // namespace

namespace oceanhil {

bool PioBlock::stand(uint which, PioStall why) {
    machines[which].stall = why;
    return false;
}

uint32_t PioBlock::all_pins() const {
    constexpr uint8_t kBankPins = 30;
    uint32_t read = 0;
    for (uint8_t pin = 0; pin < kBankPins; ++pin) {
        read |= (machine::pin_read(pin) ? 1U : 0U) << pin;
    }
    // What this block drives it reads as it is now, though it shows later.
    for (uint8_t pin = 0; pin < kBankPins; ++pin) {
        if ((outputs >> pin & 1) != 0 && gpio_get_function(pin) == GPIO_FUNC_PIO0 + static_cast<int>(number_)) {
            read = (read & ~(1U << pin)) | (levels & 1U << pin);
        }
    }
    return read;
}

void PioBlock::write_pins(uint32_t& word, uint32_t base, uint32_t count, uint32_t value) {
    for (uint32_t each = 0; each < count; ++each) {
        const uint32_t bit = 1U << ((base + each) & kPioPlaces);
        word = (value >> each & 1) != 0 ? word | bit : word & ~bit;
    }
}

uint32_t PioBlock::status_of(const PioMachine& sm) const {
    const bool of_received = (sm.execctrl & PIO_SM0_EXECCTRL_STATUS_SEL_BITS) != 0;
    const size_t level = of_received ? sm.received.size() : sm.to_send.size();
    return level < OCEANHIL_PIO_OF(sm.execctrl, EXECCTRL_STATUS_N) ? UINT32_MAX : 0;
}

uint32_t PioBlock::read_source(const PioMachine& sm, uint source) const {
    switch (source) {
        case kPioPins: {
            const uint32_t base = OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_IN_BASE);
            const uint32_t pins = all_pins();
            return base == 0 ? pins : pins >> base | pins << (kPioWordBits - base);
        }
        case kPioX:
            return sm.x;
        case kPioY:
            return sm.y;
        case kPioIn:
            return sm.in;
        case kPioOut:
            return sm.out;
        default:
            return 0;
    }
}

bool PioBlock::is_condition(const PioMachine& sm, uint which) const {
    switch (which) {
        case 1:
            return sm.x == 0;
        case 2:
            return sm.x != 0;
        case 3:
            return sm.y == 0;
        case 4:
            return sm.y != 0;
        case 5:
            return sm.x != sm.y;
        case 6:
            return (all_pins() >> OCEANHIL_PIO_OF(sm.execctrl, EXECCTRL_JMP_PIN) & 1) != 0;
        case 7:
            return sm.out_bits < pull_limit(sm);
        default:
            return true;
    }
}

bool PioBlock::wait_for(uint which, uint16_t instruction) {
    const PioMachine& sm = machines[which];
    const bool wanted = (instruction & 0x80) != 0;
    const uint32_t source = instruction >> 5 & 3;
    if (source == 2) {
        const uint32_t flag = 1U << flag_of(which, instruction);
        if (((flags & flag) != 0) != wanted) {
            return stand(which, PioStall::flag);
        }
        // A flag that was waited for is taken.
        flags &= wanted ? ~flag : UINT32_MAX;
        return true;
    }
    const uint32_t base = source == 0 ? 0 : OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_IN_BASE);
    const bool is_high = (all_pins() >> ((base + (instruction & kPioPlaces)) & kPioPlaces) & 1) != 0;
    return is_high == wanted ? true : stand(which, PioStall::pin);
}

bool PioBlock::shift_in(uint which, uint16_t instruction) {
    PioMachine& sm = machines[which];
    const uint32_t count = or_whole(instruction & kPioPlaces);
    const bool pushes = (sm.shiftctrl & PIO_SM0_SHIFTCTRL_AUTOPUSH_BITS) != 0 && sm.in_bits + count >= push_limit(sm);
    if (pushes && sm.received.size() >= sm.receive_room()) {
        debug |= 1U << (PIO_FDEBUG_RXSTALL_LSB + which);
        return stand(which, PioStall::queue);
    }
    const uint32_t came = low_pio_bits(read_source(sm, instruction >> 5 & 7), count);
    if (count == kPioWordBits) {
        sm.in = came;
    } else if ((sm.shiftctrl & PIO_SM0_SHIFTCTRL_IN_SHIFTDIR_BITS) != 0) {
        sm.in = sm.in >> count | came << (kPioWordBits - count);
    } else {
        sm.in = sm.in << count | came;
    }
    sm.in_bits = sm.in_bits + count > kPioWordBits ? kPioWordBits : sm.in_bits + count;
    if (pushes) {
        sm.received.push_back(sm.in);
        sm.in = sm.in_bits = 0;
    }
    return true;
}

/// Where it pulls by itself, as soon as there is a word.
void PioBlock::refill(uint which) {
    PioMachine& sm = machines[which];
    if (pulls_itself(sm) && sm.out_bits >= pull_limit(sm) && !sm.to_send.empty()) {
        sm.out = sm.to_send.front();
        sm.to_send.pop_front();
        sm.out_bits = 0;
    }
}

void PioBlock::put(PioMachine& sm, uint32_t place, uint32_t base, uint32_t pins, uint32_t value) {
    switch (place) {
        case kPioPins:
            write_pins(levels, base, pins, value);
            break;
        case kPioX:
            sm.x = value;
            break;
        case kPioY:
            sm.y = value;
            break;
        case kPioDirections:
            write_pins(outputs, base, pins, value);
            break;
        default:
            break;
    }
}

bool PioBlock::shift_out(uint which, uint16_t instruction, bool& is_jump) {
    PioMachine& sm = machines[which];
    if (pulls_itself(sm) && sm.out_bits >= pull_limit(sm)) {
        debug |= 1U << (PIO_FDEBUG_TXSTALL_LSB + which);
        return stand(which, PioStall::queue);
    }
    const uint32_t count = or_whole(instruction & kPioPlaces);
    const bool is_right = (sm.shiftctrl & PIO_SM0_SHIFTCTRL_OUT_SHIFTDIR_BITS) != 0;
    const uint32_t went = is_right ? low_pio_bits(sm.out, count) : sm.out >> (kPioWordBits - count);
    sm.out = count == kPioWordBits ? 0 : is_right ? sm.out >> count : sm.out << count;
    sm.out_bits = sm.out_bits + count > kPioWordBits ? kPioWordBits : sm.out_bits + count;
    const bool has_gate = (sm.execctrl & PIO_SM0_EXECCTRL_INLINE_OUT_EN_BITS) != 0;
    const bool is_shown = !has_gate || (went >> OCEANHIL_PIO_OF(sm.execctrl, EXECCTRL_OUT_EN_SEL) & 1) != 0;
    const uint32_t base = OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_OUT_BASE);
    const uint32_t pins = is_shown ? OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_OUT_COUNT) : 0;
    const uint32_t place = instruction >> 5 & 7;
    switch (place) {
        case kPioProgram:
            sm.at = went & kPioPlaces;
            is_jump = true;
            break;
        case kPioIn:
            sm.in = went;
            sm.in_bits = count;
            break;
        case kPioOut:
            sm.extra = static_cast<uint16_t>(went);
            sm.has_extra = true;
            sm.is_extra_forced = false;
            break;
        default:
            put(sm, place, base, pins, went);
            break;
    }
    return true;
}

bool PioBlock::push_or_pull(uint which, uint16_t instruction) {
    PioMachine& sm = machines[which];
    const bool is_pull = (instruction & 0x80) != 0;
    const bool only_at_limit = (instruction & 0x40) != 0;
    const bool blocks = (instruction & 0x20) != 0;
    if (only_at_limit && (is_pull ? sm.out_bits < pull_limit(sm) : sm.in_bits < push_limit(sm))) {
        return true;
    }
    if (!is_pull) {
        const bool has_room = sm.received.size() < sm.receive_room();
        debug |= has_room ? 0 : 1U << (PIO_FDEBUG_RXSTALL_LSB + which);
        if (!has_room && blocks) {
            return stand(which, PioStall::queue);
        }
        if (has_room) {
            sm.received.push_back(sm.in);
        }
        sm.in = sm.in_bits = 0;
        return true;
    }
    if (pulls_itself(sm) && sm.out_bits == 0) {
        return true;
    }
    if (sm.to_send.empty()) {
        debug |= 1U << (PIO_FDEBUG_TXSTALL_LSB + which);
        if (blocks) {
            return stand(which, PioStall::queue);
        }
        sm.out = sm.x;
    } else {
        sm.out = sm.to_send.front();
        sm.to_send.pop_front();
    }
    sm.out_bits = 0;
    return true;
}

void PioBlock::move(uint which, uint16_t instruction, bool& is_jump) {
    PioMachine& sm = machines[which];
    const uint32_t source = instruction & 7;
    uint32_t value = source == kPioProgram ? status_of(sm) : read_source(sm, source);
    const uint32_t change = instruction >> 3 & 3;
    value = change == 1 ? ~value : change == 2 ? reversed_word(value) : value;
    const uint32_t place = instruction >> 5 & 7;
    switch (place) {
        // Here this is no direction of pins, but an instruction.
        case kPioDirections:
            sm.extra = static_cast<uint16_t>(value);
            sm.has_extra = true;
            sm.is_extra_forced = false;
            break;
        case kPioProgram:
            sm.at = value & kPioPlaces;
            is_jump = true;
            break;
        case kPioIn:
            sm.in = value;
            sm.in_bits = 0;
            break;
        case kPioOut:
            sm.out = value;
            sm.out_bits = 0;
            break;
        default:
            put(sm, place, OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_OUT_BASE),
                OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_OUT_COUNT), value);
            break;
    }
}

bool PioBlock::raise_flag(uint which, uint16_t instruction) {
    PioMachine& sm = machines[which];
    const uint32_t flag = 1U << flag_of(which, instruction);
    if ((instruction & 0x40) != 0) {
        flags &= ~flag;
        return true;
    }
    flags |= sm.waits_for_flag ? 0 : flag;
    // Until somebody clears it.
    sm.waits_for_flag = (instruction & 0x20) != 0 && (flags & flag) != 0;
    return sm.waits_for_flag ? stand(which, PioStall::flag) : true;
}

bool PioBlock::perform(uint which, uint16_t instruction, bool& is_jump) {
    PioMachine& sm = machines[which];
    refill(which);
    switch (instruction >> 13) {
        case 0: {
            const uint condition = instruction >> 5 & 7;
            is_jump = is_condition(sm, condition);
            sm.x -= condition == 2 ? 1 : 0;
            sm.y -= condition == 4 ? 1 : 0;
            sm.at = is_jump ? instruction & kPioPlaces : sm.at;
            return true;
        }
        case 1:
            return wait_for(which, instruction);
        case 2:
            return shift_in(which, instruction);
        case 3:
            return shift_out(which, instruction, is_jump);
        case 4:
            return push_or_pull(which, instruction);
        case 5:
            move(which, instruction, is_jump);
            return true;
        case 6:
            return raise_flag(which, instruction);
        default:
            break;
    }
    const uint32_t value = instruction & kPioPlaces;
    const uint32_t base = OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_SET_BASE);
    const uint32_t pins = OCEANHIL_PIO_OF(sm.pinctrl, PINCTRL_SET_COUNT);
    put(sm, instruction >> 5 & 7, base, pins, value);
    return true;
}

}  // namespace oceanhil
