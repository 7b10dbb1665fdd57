#include "record.h"

#include <string.h>

#include "crc32.h"
#include "token.h"

namespace oceanremote {

namespace {

constexpr uint16_t kLegacyMagic = 0xAA55;
constexpr size_t kLegacyTokenBytes = 32;
constexpr size_t kLegacyTokenAt = 4;
constexpr size_t kLegacySumAt = 36;

constexpr uint32_t kReferenceMagic = 0x3152484F;
constexpr uint8_t kReferenceVersion = 1;
constexpr size_t kVersionAt = 4;
constexpr size_t kFlagsAt = 5;
constexpr size_t kLengthAt = 6;
constexpr size_t kReservedAt = 7;
constexpr size_t kSequenceAt = 8;
constexpr size_t kTokenAt = 12;
constexpr size_t kDeviceIdAt = 76;
constexpr size_t kCrcAt = 100;

void put_u16(uint8_t* to, uint32_t value) {
    to[0] = static_cast<uint8_t>(value);
    to[1] = static_cast<uint8_t>(value >> 8);
}

void put_u32(uint8_t* to, uint32_t value) {
    put_u16(to, value);
    put_u16(to + 2, value >> 16);
}

uint32_t get_u16(const uint8_t* from) { return from[0] | static_cast<uint32_t>(from[1]) << 8; }
uint32_t get_u32(const uint8_t* from) { return get_u16(from) | get_u16(from + 2) << 16; }

uint32_t sum(const uint8_t* data, size_t bytes) {
    uint32_t total = 0;
    for (size_t at = 0; at < bytes; ++at) {
        total += data[at];
    }
    return total & 0xFFFFu;
}

bool is_filled_with(const uint8_t* data, size_t bytes, uint8_t value) {
    for (size_t at = 0; at < bytes; ++at) {
        if (data[at] != value) {
            return false;
        }
    }
    return true;
}

// Erased flash and zeroed EEPROM.
bool is_blank(const uint8_t* data, size_t bytes) {
    return is_filled_with(data, bytes, 0xFF) || is_filled_with(data, bytes, 0);
}

or_reading found(or_verdict verdict) {
    or_reading reading = {};
    reading.verdict = verdict;
    return reading;
}

}  // namespace

void encode_legacy(const or_reading& record, uint8_t* data) {
    // A token longer than the field is cut, as firmware with such a field does.
    const size_t length = record.token_bytes < kLegacyTokenBytes ? record.token_bytes : kLegacyTokenBytes;
    memset(data, 0, kLegacyBytes);
    put_u16(data, kLegacyMagic);
    data[2] = record.flags;
    data[3] = static_cast<uint8_t>(length);
    memcpy(data + kLegacyTokenAt, record.token, length);
    put_u16(data + kLegacySumAt, sum(data, kLegacySumAt));
}

or_reading decode_legacy(const uint8_t* data) {
    if (is_blank(data, kLegacyBytes)) {
        return found(OR_VERDICT_EMPTY);
    }
    if (get_u16(data) != kLegacyMagic) {
        return found(OR_VERDICT_BAD_MAGIC);
    }
    if (data[3] == 0 || data[3] > kLegacyTokenBytes) {
        return found(OR_VERDICT_BAD_LENGTH);
    }
    if (get_u16(data + kLegacySumAt) != sum(data, kLegacySumAt)) {
        return found(OR_VERDICT_BAD_CHECKSUM);
    }
    if (!is_usable({reinterpret_cast<const char*>(data + kLegacyTokenAt), data[3]})) {
        return found(OR_VERDICT_BAD_TOKEN);
    }
    or_reading reading = found(OR_VERDICT_VALID);
    reading.flags = data[2] & kAllFlags;
    reading.token_bytes = data[3];
    memcpy(reading.token, data + kLegacyTokenAt, reading.token_bytes);
    return reading;
}

void encode_reference(const or_reading& record, uint8_t* data) {
    memset(data, 0, kReferenceBytes);
    put_u32(data, kReferenceMagic);
    data[kVersionAt] = kReferenceVersion;
    data[kFlagsAt] = record.flags;
    data[kLengthAt] = record.token_bytes;
    data[kReservedAt] = 0xFF;
    put_u32(data + kSequenceAt, record.sequence);
    memcpy(data + kTokenAt, record.token, record.token_bytes);
    memcpy(data + kDeviceIdAt, record.device_id, record.device_id_bytes);
    put_u32(data + kCrcAt, crc32(data, kCrcAt));
}

or_reading decode_reference(const uint8_t* data) {
    if (is_blank(data, kReferenceBytes)) {
        return found(OR_VERDICT_EMPTY);
    }
    if (get_u32(data) != kReferenceMagic) {
        return found(OR_VERDICT_BAD_MAGIC);
    }
    if (data[kVersionAt] != kReferenceVersion) {
        return found(OR_VERDICT_BAD_VERSION);
    }
    if (data[kLengthAt] == 0 || data[kLengthAt] > sizeof or_reading::token) {
        return found(OR_VERDICT_BAD_LENGTH);
    }
    if (get_u32(data + kCrcAt) != crc32(data, kCrcAt)) {
        return found(OR_VERDICT_BAD_CHECKSUM);
    }
    if (!is_usable({reinterpret_cast<const char*>(data + kTokenAt), data[kLengthAt]})) {
        return found(OR_VERDICT_BAD_TOKEN);
    }
    or_reading reading = found(OR_VERDICT_VALID);
    reading.flags = data[kFlagsAt] & kAllFlags;
    reading.sequence = get_u32(data + kSequenceAt);
    reading.token_bytes = data[kLengthAt];
    memcpy(reading.token, data + kTokenAt, reading.token_bytes);
    memcpy(reading.device_id, data + kDeviceIdAt, sizeof reading.device_id);
    reading.device_id_bytes = sizeof reading.device_id;
    while (reading.device_id_bytes > 0 && reading.device_id[reading.device_id_bytes - 1] == 0) {
        --reading.device_id_bytes;
    }
    return reading;
}

}  // namespace oceanremote
