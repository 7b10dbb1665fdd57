#include "token_store.h"

#include <EEPROM.h>

namespace {

constexpr uint32_t kMagic = 0x31544B4F;  // "OKT1"
constexpr uint32_t kPolynomial = 0xEDB88320;
constexpr unsigned long kFirstWaitMs = 60000UL;
// A save that fails may cost an erase each time, and a sector bears so many.
constexpr unsigned long kLongestWaitMs = 6UL * 3600 * 1000;

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
    return record.magic == kMagic && record.length > 0 && record.length <= kLongest &&
           strnlen(record.text, sizeof record.text) == record.length && record.crc == crc_of(record);
}

// Erased flash, or EEPROM that was cleared.
bool TokenStore::is_blank(const Record& record) {
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(&record);
    for (size_t at = 1; at < sizeof record; at++) {
        if (bytes[at] != bytes[0]) return false;
    }
    return bytes[0] == 0x00 || bytes[0] == 0xFF;
}

TokenStore::Record TokenStore::read() {
    Record record = {};
    EEPROM.begin(sizeof record);
    EEPROM.get(0, record);
    return record;
}

bool TokenStore::load() {
    Record stored = read();
    if (!is_whole(stored)) {
        // Once more: a driver may refuse to read, and the token is worth it.
        stored = read();
    }
    damaged_ = !is_whole(stored) && !is_blank(stored);
    record_ = is_whole(stored) ? stored : Record{};
    return has_token();
}

bool TokenStore::keep(const char* token) {
    Record record = {};
    record.magic = kMagic;
    record.length = strnlen(token, kLongest);
    memcpy(record.text, token, record.length);
    record.crc = crc_of(record);
    record_ = record;
    wait_ms_ = kFirstWaitMs;
    return save();
}

void TokenStore::tend() {
    if (!is_saved_ && millis() - tried_ms_ >= wait_ms_) {
        wait_ms_ = wait_ms_ < kLongestWaitMs / 2 ? 2 * wait_ms_ : kLongestWaitMs;
        Serial.println(save() ? "[EEPROM] Token saved" : "[EEPROM] Save failed");
    }
}

// Writes what has changed. What counts is what can be read back.
bool TokenStore::save() {
    Record stored = read();
    if (memcmp(&stored, &record_, sizeof stored) != 0) {
        EEPROM.put(0, record_);
        EEPROM.commit();
        stored = read();
    }
    tried_ms_ = millis();
    is_saved_ = memcmp(&stored, &record_, sizeof stored) == 0;
    return is_saved_;
}
