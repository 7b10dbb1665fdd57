#include "token_store.h"

#include <EEPROM.h>

namespace {

constexpr uint32_t kMagic = 0x31544B4F;  // "OKT1"
constexpr uint32_t kBlank = 0xFFFFFFFF;
constexpr uint32_t kPolynomial = 0xEDB88320;

uint32_t crc32(const uint8_t* data, size_t bytes) {
    uint32_t crc = 0xFFFFFFFF;
    for (size_t at = 0; at < bytes; at++) {
        crc ^= data[at];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ kPolynomial : crc >> 1;
        }
    }
    return ~crc;
}

}  // namespace

uint32_t TokenStore::crc_of(const Record& record) {
    return crc32(reinterpret_cast<const uint8_t*>(&record), offsetof(Record, crc));
}

bool TokenStore::is_whole(const Record& record) {
    return record.magic == kMagic && record.length > 0 && record.length < kLongest &&
           strnlen(record.text, kLongest) == record.length && record.crc == crc_of(record);
}

bool TokenStore::load() {
    EEPROM.begin(sizeof(Record));
    Record stored;
    EEPROM.get(0, stored);
    if (is_whole(stored)) {
        record_ = stored;
        return true;
    }
    damaged_ = stored.magic != kBlank && stored.magic != 0;
    record_ = {};
    return false;
}

bool TokenStore::save(const char* token) {
    Record record = {};
    record.magic = kMagic;
    record.length = strlen(token);
    if (record.length == 0 || record.length >= kLongest) {
        return false;
    }
    memcpy(record.text, token, record.length);
    record.crc = crc_of(record);
    return write(record);
}

bool TokenStore::forget() {
    const Record nothing = {};
    return write(nothing);
}

bool TokenStore::write(const Record& record) {
    Record stored;
    EEPROM.get(0, stored);
    if (memcmp(&stored, &record, sizeof record) != 0) {
        EEPROM.put(0, record);
        if (!EEPROM.commit()) {
            return false;
        }
    }
    // What counts is what can be read back.
    EEPROM.begin(sizeof(Record));
    EEPROM.get(0, stored);
    if (memcmp(&stored, &record, sizeof record) != 0) {
        return false;
    }
    record_ = record;
    return true;
}
