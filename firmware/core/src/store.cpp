#include "store.h"

namespace oceanremote {

namespace {

constexpr uint32_t kHalfOfAllSequences = 0x80000000u;

bool is_newer(uint32_t sequence, uint32_t than) {
    const uint32_t ahead = sequence - than;
    return ahead != 0 && ahead < kHalfOfAllSequences;
}

or_reading nothing() {
    or_reading reading = {};
    reading.verdict = OR_VERDICT_EMPTY;
    return reading;
}

}  // namespace

bool Store::load(or_reading& reading) {
    return settings_.store == OR_STORE_LEGACY ? load_legacy(reading) : load_slots(reading);
}

bool Store::save(const or_reading& record, or_reading& reading) {
    return settings_.store == OR_STORE_LEGACY ? save_legacy(record, reading) : save_slot(record, reading);
}

bool Store::load_legacy(or_reading& reading) {
    reading = nothing();
    const int32_t begun = board_.eeprom_begin(board_.context, settings_.eeprom_bytes);
    if (begun != OR_OK) {
        // EEPROM that cannot be opened reads as empty.
        return begun != OR_POWER_LOST;
    }
    uint8_t data[kLegacyBytes];
    if (board_.eeprom_read(board_.context, 0, data, sizeof data) == OR_POWER_LOST) {
        return false;
    }
    reading = decode_legacy(data);
    return true;
}

bool Store::save_legacy(const or_reading& record, or_reading& reading) {
    reading = nothing();
    uint8_t data[kLegacyBytes];
    encode_legacy(record, data);
    if (board_.eeprom_write(board_.context, 0, data, sizeof data) == OR_POWER_LOST) {
        return false;
    }
    const int32_t committed = board_.eeprom_commit(board_.context);
    if (committed != OR_OK) {
        return committed != OR_POWER_LOST;
    }
    if (board_.eeprom_read(board_.context, 0, data, sizeof data) == OR_POWER_LOST) {
        return false;
    }
    reading = decode_legacy(data);
    return true;
}

bool Store::read_slot(or_slot slot, or_reading& reading) {
    uint8_t data[kReferenceBytes];
    const int32_t read = board_.slot_read(board_.context, slot, data, sizeof data);
    if (read == OR_POWER_LOST) {
        return false;
    }
    reading = read == OR_OK ? decode_reference(data) : nothing();
    return true;
}

bool Store::load_slots(or_reading& reading) {
    or_reading other;
    if (!read_slot(OR_SLOT_A, reading) || !read_slot(OR_SLOT_B, other)) {
        return false;
    }
    slot_ = OR_SLOT_A;
    const bool both = is_valid(reading) && is_valid(other);
    if (is_valid(other) && (!both || is_newer(other.sequence, reading.sequence))) {
        reading = other;
        slot_ = OR_SLOT_B;
    } else if (!is_valid(reading) && reading.verdict == OR_VERDICT_EMPTY) {
        // What is wrong with the worse one.
        reading = other;
    }
    has_newest_ = is_valid(reading);
    sequence_ = reading.sequence;
    // Without a good record the first save goes to slot A.
    slot_ = has_newest_ ? slot_ : OR_SLOT_B;
    return !has_newest_ || make_firm(reading);
}

bool Store::make_firm(const or_reading& newest) {
    if (settings_.program_again == 0 || board_.slot_program_again == nullptr) {
        return true;
    }
    uint8_t data[kReferenceBytes];
    encode_reference(newest, data);
    return board_.slot_program_again(board_.context, slot_, data, sizeof data) != OR_POWER_LOST;
}

bool Store::save_slot(const or_reading& record, or_reading& reading) {
    or_reading next = record;
    next.sequence = has_newest_ ? sequence_ + 1 : 1;
    const or_slot target = slot_ == OR_SLOT_A ? OR_SLOT_B : OR_SLOT_A;
    uint8_t data[kReferenceBytes];
    encode_reference(next, data);
    reading = nothing();
    const int32_t written = board_.slot_write(board_.context, target, data, sizeof data);
    if (written != OR_OK) {
        return written != OR_POWER_LOST;
    }
    if (!read_slot(target, reading)) {
        return false;
    }
    if (is_valid(reading)) {
        has_newest_ = true;
        sequence_ = reading.sequence;
        slot_ = target;
    }
    return true;
}

}  // namespace oceanremote
