#include "store.h"

#include <string.h>

namespace oceanremote {

namespace {

constexpr uint32_t kHalfOfAllSequences = 0x80000000u;
// What cannot be read is read once more: called empty, it would make an older record count, or none.
constexpr int kAttempts = 2;

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
    int32_t begun = OR_FAILED;
    for (int attempt = 0; attempt < kAttempts && begun == OR_FAILED; ++attempt) {
        begun = board_.eeprom_begin(board_.context, settings_.eeprom_bytes);
    }
    if (begun != OR_OK) {
        // EEPROM that cannot be opened, the second time neither, reads as empty.
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

bool Store::read_slot(or_slot slot, Contents& contents) {
    int32_t read = OR_FAILED;
    for (int attempt = 0; attempt < kAttempts && read == OR_FAILED; ++attempt) {
        read = board_.slot_read(board_.context, slot, contents.data, sizeof contents.data);
    }
    if (read == OR_POWER_LOST) {
        return false;
    }
    contents.reading = read == OR_OK ? decode_reference(contents.data) : nothing();
    return true;
}

bool Store::load_slots(or_reading& reading) {
    Contents a;
    Contents b;
    if (!read_slot(OR_SLOT_A, a) || !read_slot(OR_SLOT_B, b)) {
        return false;
    }
    has_newest_ = is_valid(a.reading) || is_valid(b.reading);
    if (!has_newest_) {
        // What is wrong with the worse one; the first save goes to slot A.
        reading = a.reading.verdict == OR_VERDICT_EMPTY ? b.reading : a.reading;
        slot_ = OR_SLOT_B;
        return true;
    }
    const bool b_wins =
        is_valid(b.reading) && (!is_valid(a.reading) || is_newer(b.reading.sequence, a.reading.sequence));
    slot_ = b_wins ? OR_SLOT_B : OR_SLOT_A;
    const Contents& newest = b_wins ? b : a;
    reading = newest.reading;
    sequence_ = reading.sequence;
    return make_firm(slot_, newest.data);
}

// The bytes as they were read, not the record encoded anew: what differs would be programmed into a good slot.
bool Store::make_firm(or_slot slot, const uint8_t* data) {
    if (settings_.program_again == 0 || board_.slot_program_again == nullptr) {
        return true;
    }
    // A refusal leaves the slot as it is, which is as good as not to have asked.
    return board_.slot_program_again(board_.context, slot, data, kReferenceBytes) != OR_POWER_LOST;
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
    Contents written_back;
    if (!read_slot(target, written_back)) {
        return false;
    }
    reading = written_back.reading;
    if (is_valid(reading) && memcmp(written_back.data, data, sizeof data) != 0) {
        // A driver may say OK and have done nothing: then the older record stands there, which is a good one.
        reading = nothing();
    }
    if (is_valid(reading)) {
        has_newest_ = true;
        sequence_ = reading.sequence;
        slot_ = target;
    }
    return true;
}

}  // namespace oceanremote
