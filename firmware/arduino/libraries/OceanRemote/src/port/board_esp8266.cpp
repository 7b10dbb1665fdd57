// ESP8266, on its Arduino core: https://arduino-esp8266.readthedocs.io/
#if defined(ESP8266)

#include <EEPROM.h>
#include <string.h>
#include <time.h>
#include <user_interface.h>

#include "board_family.h"

namespace {

// BearSSL's errors about certificates (bearssl_x509.h): above BR_ERR_X509_OK, up to BR_ERR_X509_NOT_TRUSTED.
constexpr int kX509Ok = 32;
constexpr int kX509Last = 62;
constexpr uint32_t kSectorBytes = 4096;
// The core's linker scripts put the EEPROM sector in front of four sectors of the SDK, on every chip.
constexpr uint32_t kEepromFromEnd = 0x5000;
// Long enough for a record; flash is read and written in words.
constexpr size_t kSlotBytes = 256;

// Slot A is the EEPROM sector, slot B the spare one below it.
uint32_t sector_of(or_slot slot) {
    const uint32_t eeprom = (ESP.getFlashChipSize() - kEepromFromEnd) / kSectorBytes;
    return slot == OR_SLOT_A ? eeprom : eeprom - 1;
}

bool program(or_slot slot, const uint8_t* data, size_t bytes) {
    uint32_t words[kSlotBytes / sizeof(uint32_t)];
    memset(words, 0xFF, sizeof words);
    memcpy(words, data, bytes);
    const size_t whole_words = (bytes + sizeof(uint32_t) - 1) / sizeof(uint32_t) * sizeof(uint32_t);
    return ESP.flashWrite(sector_of(slot) * kSectorBytes, words, whole_words);
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

bool read_mac(uint8_t mac[6], const char*&) {
    WiFi.macAddress(mac);
    return true;
}

uint32_t random_32() { return ESP.random(); }

void restart() { ESP.restart(); }

void join(const char* ssid, const char* password) {
    WiFi.persistent(false);
    WiFi.mode(WIFI_STA);
    WiFi.begin(ssid, password);
}

void trust(SecureClient& client, const char* pem) {
    static const BearSSL::X509List authorities(pem);
    client.setTrustAnchors(&authorities);
    client.setX509Time(time(nullptr));
}

bool is_certificate_refused(SecureClient& client) {
    const int error = client.getLastSSLError();
    return error > kX509Ok && error <= kX509Last;
}

bool eeprom_begin(size_t bytes) {
    EEPROM.begin(bytes);
    return EEPROM.length() != 0;
}

bool slot_read(or_slot slot, uint8_t* data, size_t bytes) {
    uint32_t words[kSlotBytes / sizeof(uint32_t)];
    if (bytes > sizeof words || !ESP.flashRead(sector_of(slot) * kSectorBytes, words, sizeof words)) {
        return false;
    }
    memcpy(data, words, bytes);
    return true;
}

bool slot_write(or_slot slot, const uint8_t* data, size_t bytes) {
    return bytes <= kSlotBytes && ESP.flashEraseSector(sector_of(slot)) && program(slot, data, bytes);
}

bool slot_program_again(or_slot slot, const uint8_t* data, size_t bytes) {
    return bytes <= kSlotBytes && program(slot, data, bytes);
}

}  // namespace family

#endif
