// ESP8266, on its Arduino core: https://arduino-esp8266.readthedocs.io/
#if defined(ESP8266)

#include <string.h>
#include <user_interface.h>

#include "board_family.h"

namespace {

constexpr uint32_t kSectorBytes = 4096;
// The core's linker scripts put the EEPROM sector in front of four sectors of the SDK, on every chip.
constexpr uint32_t kEepromFromEnd = 0x5000;
// The last words of the 128 that a sketch has; the first 32 are the boot loader's after an update over the air.
constexpr uint32_t kMarkAt = 128 - family::kMarkWords;

// Slot A is the EEPROM sector; the other places are the sectors below it.
uint32_t sector_of(family::Place place) {
    const uint32_t eeprom = (ESP.getFlashChipSize() - kEepromFromEnd) / kSectorBytes;
    return eeprom - static_cast<uint32_t>(place);
}

// The shortest records that a server can be asked for (RFC 6066, section 4), and the longest that there are.
// BearSSL asks for as much as its buffer holds.
constexpr int kShortestRecord = 512;
constexpr int kLongestRecord = 16384;
// BR_ERR_TOO_LARGE of bearssl_ssl.h: a record does not fit its buffer.
constexpr int kTooLarge = 6;
// What a handshake takes beside the buffer for records that come in (see docs/firmware-arduino.md), and what is left
// for the network meanwhile.
constexpr int kHandshakeBytes = 7168;
constexpr int kNetworkBytes = 6144;
// The certificates of a server in one record: less than this is not worth a try.
constexpr int kCertificatesBytes = 4096;

int record_bytes = kShortestRecord;

bool program(family::Place place, const uint8_t* data, size_t bytes) {
    // Flash is written in whole words.
    uint32_t words[family::kPlaceBytes / sizeof(uint32_t)];
    memset(words, 0xFF, sizeof words);
    memcpy(words, data, bytes);
    const size_t whole_words = (bytes + sizeof(uint32_t) - 1) / sizeof(uint32_t) * sizeof(uint32_t);
    return ESP.flashWrite(sector_of(place) * kSectorBytes, words, whole_words);
}

}  // namespace

namespace family {

const or_family kFamily = OR_ESP8266;
const char* const kDriver = "esp8266-arduino";
const bool kCanProgramAgain = true;

or_reset reset_reason() {
    switch (ESP.getResetInfoPtr()->reason) {
        case REASON_WDT_RST:
        case REASON_EXCEPTION_RST:
        case REASON_SOFT_WDT_RST:
            return OR_RESET_WATCHDOG;
        case REASON_SOFT_RESTART:
            return OR_RESET_SOFTWARE;
        case REASON_DEEP_SLEEP_AWAKE:
            return OR_RESET_DEEP_SLEEP;
        case REASON_EXT_SYS_RST:
            return OR_RESET_PIN;
        default:
            return OR_RESET_POWER_ON;
    }
}

bool read_mac(uint8_t mac[6], const char*& reason) {
    memset(mac, 0, 6);
    WiFi.macAddress(mac);
    static const uint8_t none[6] = {};
    if (memcmp(mac, none, sizeof none) == 0) {
        reason = "the chip gives no MAC";
        return false;
    }
    return true;
}

uint32_t random_32() { return ESP.random(); }

void restart() { ESP.restart(); }

void read_mark(uint32_t words[kMarkWords]) { ESP.rtcUserMemoryRead(kMarkAt, words, kMarkWords * sizeof(uint32_t)); }

void write_mark(const uint32_t words[kMarkWords]) {
    uint32_t copy[kMarkWords];
    memcpy(copy, words, sizeof copy);
    ESP.rtcUserMemoryWrite(kMarkAt, copy, sizeof copy);
}

void join(const char* ssid, const char* password, uint32_t) {
    WiFi.persistent(false);
    WiFi.mode(WIFI_STA);
    WiFi.begin(ssid, password);
}

void size_buffers(SecureClient& client) { client.setBufferSizes(record_bytes, kShortestRecord); }

bool take_longer_records(SecureClient& client) {
    if (record_bytes != kShortestRecord || client.getLastSSLError() != kTooLarge) {
        return false;
    }
    // Gives back what the failed handshake still has.
    client.stop();
    const int room = static_cast<int>(ESP.getMaxFreeBlockSize()) - kHandshakeBytes - kNetworkBytes;
    if (room < kCertificatesBytes) {
        Serial.println(
            F("[TLS] The server does not shorten its records (RFC 6066), and there is no room for long ones"));
        return false;
    }
    record_bytes = room < kLongestRecord ? room : kLongestRecord;
    return true;
}

// The SDK's watchdogs run from the start, and are fed by each `delay`: of seconds in software, of eight in hardware.
void watch() {}

void feed() {}

bool read_place(Place place, uint8_t* data, size_t bytes) {
    uint32_t words[kPlaceBytes / sizeof(uint32_t)];
    if (bytes > sizeof words || !ESP.flashRead(sector_of(place) * kSectorBytes, words, sizeof words)) {
        return false;
    }
    memcpy(data, words, bytes);
    return true;
}

bool write_place(Place place, const uint8_t* data, size_t bytes) {
    return bytes <= kPlaceBytes && erase_place(place) && program(place, data, bytes);
}

bool erase_place(Place place) { return ESP.flashEraseSector(sector_of(place)); }

bool program_place_again(Place place, const uint8_t* data, size_t bytes) {
    return bytes <= kPlaceBytes && program(place, data, bytes);
}

}  // namespace family

#endif
