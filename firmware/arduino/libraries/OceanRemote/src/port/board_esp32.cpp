// The chips of the ESP32 series that families.h has, on arduino-esp32: https://docs.espressif.com/projects/arduino-esp32/
#if defined(ESP32)

#include <EEPROM.h>
#include <Preferences.h>
#include <esp_attr.h>
#include <esp_system.h>
#include <esp_task_wdt.h>
#include <string.h>
// ESP-IDF 5 has moved these out of esp_system.h.
#if __has_include(<esp_mac.h>)
#include <esp_mac.h>
#endif
#if __has_include(<esp_random.h>)
#include <esp_random.h>
#endif

#include "board_family.h"

namespace {

// MBEDTLS_ERR_X509_CERT_VERIFY_FAILED; dates are no reason for it, as the core's mbed TLS does not look at them.
constexpr int kCertificateVerifyFailed = -0x2700;
// MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, whichever alert it was.
constexpr int kFatalAlertMessage = -0x7780;
constexpr unsigned long kHandshakeTimeoutS = 10;
constexpr char kNamespace[] = "oceanremote";

// The namespace that the EEPROM library has in NVS.
constexpr char kEepromNamespace[] = "eeprom";

// Longer than any request takes: the loop's task is not idle meanwhile, but it does not come round.
constexpr uint32_t kLongestRoundS = 120;

constexpr bool is_same(const char* one, const char* other) {
    while (*one != '\0' && *one == *other) {
        ++one;
        ++other;
    }
    return *one == *other;
}

// ESP-IDF calls a chip as the core calls its family; -1 for one that the core does not know.
constexpr int family_of(const char* chip) {
#define OR_CHIP(family, word)  \
    if (is_same(chip, word)) { \
        return family;         \
    }
    OR_EACH_FAMILY(OR_CHIP)
#undef OR_CHIP
    return -1;
}

RTC_NOINIT_ATTR uint32_t mark[family::kMarkWords];

const char* key_of(family::Place place) {
    switch (place) {
        case family::Place::slot_a:
            return "slot_a";
        case family::Place::slot_b:
            return "slot_b";
        case family::Place::provisioning_a:
            return "bench";
        default:
            return "bench_b";
    }
}

}  // namespace

namespace family {

static_assert(family_of(CONFIG_IDF_TARGET) >= 0, "oceanremote/families.h does not have this chip");
const or_family kFamily = static_cast<or_family>(family_of(CONFIG_IDF_TARGET));
const char* const kDriver = "arduino-esp32";
const bool kCanProgramAgain = false;

or_reset reset_reason() {
    switch (esp_reset_reason()) {
        case ESP_RST_EXT:
            return OR_RESET_PIN;
        case ESP_RST_SW:
            return OR_RESET_SOFTWARE;
        case ESP_RST_PANIC:
        case ESP_RST_INT_WDT:
        case ESP_RST_TASK_WDT:
        case ESP_RST_WDT:
            return OR_RESET_WATCHDOG;
        case ESP_RST_BROWNOUT:
            return OR_RESET_BROWNOUT;
        case ESP_RST_DEEPSLEEP:
            return OR_RESET_DEEP_SLEEP;
        default:
            return OR_RESET_POWER_ON;
    }
}

bool read_mac(uint8_t mac[6], const char*& reason) {
    // Not WiFi.macAddress: that is zero until Wi-Fi has started.
    if (esp_efuse_mac_get_default(mac) != ESP_OK) {
        reason = "eFuse MAC CRC error";
        return false;
    }
    return true;
}

uint32_t random_32() { return esp_random(); }

void restart() { ESP.restart(); }

void read_mark(uint32_t words[kMarkWords]) { memcpy(words, mark, sizeof mark); }

void write_mark(const uint32_t words[kMarkWords]) { memcpy(mark, words, sizeof mark); }

void join(const char* ssid, const char* password, uint32_t) {
    WiFi.persistent(false);
    WiFi.mode(WIFI_STA);
    WiFi.begin(ssid, password);
}

void trust(SecureClient& client, const char* pem, bool) {
    client.setCACert(pem);
    client.setHandshakeTimeout(kHandshakeTimeoutS);
}

// Mbed TLS has room for the longest records.
bool take_longer_records(SecureClient&) { return false; }

void watch() {
#if ESP_ARDUINO_VERSION_MAJOR >= 3
    // The core has begun it, for the idle task of the first processor.
    esp_task_wdt_config_t config = {};
    config.timeout_ms = kLongestRoundS * 1000;
    config.idle_core_mask = 1;
    config.trigger_panic = true;
    esp_task_wdt_reconfigure(&config);
#else
    esp_task_wdt_init(kLongestRoundS, true);
#endif
    esp_task_wdt_add(nullptr);
}

void feed() { esp_task_wdt_reset(); }

int32_t handshake_failure(SecureClient& client) {
    char text[64];
    switch (client.lastError(text, sizeof text)) {
        case kCertificateVerifyFailed:
            return OR_HTTP_TLS_UNTRUSTED;
        case kFatalAlertMessage:
            return OR_HTTP_TLS_ALERT;
        default:
            return OR_HTTP_REFUSED;
    }
}

bool eeprom_begin(size_t bytes) { return EEPROM.begin(bytes); }

bool eeprom_erase() {
    Preferences eeprom;
    if (!eeprom.begin(kEepromNamespace)) {
        return false;
    }
    const bool is_erased = eeprom.clear();
    eeprom.end();
    return is_erased;
}

bool read_place(Place place, uint8_t* data, size_t bytes) {
    memset(data, 0xFF, bytes);
    Preferences places;
    if (!places.begin(kNamespace, true)) {
        // There is no namespace until the first save.
        return true;
    }
    // A blob that is longer than the buffer is none of ours.
    const size_t stored = places.isKey(key_of(place)) ? places.getBytesLength(key_of(place)) : 0;
    const bool is_ours = stored != 0 && stored <= bytes;
    const bool is_read = !is_ours || places.getBytes(key_of(place), data, bytes) == stored;
    places.end();
    return is_read;
}

bool write_place(Place place, const uint8_t* data, size_t bytes) {
    Preferences places;
    if (!places.begin(kNamespace)) {
        return false;
    }
    const bool is_written = places.putBytes(key_of(place), data, bytes) == bytes;
    places.end();
    return is_written;
}

bool erase_place(Place place) {
    Preferences places;
    if (!places.begin(kNamespace)) {
        return false;
    }
    const bool is_erased = !places.isKey(key_of(place)) || places.remove(key_of(place));
    places.end();
    return is_erased;
}

bool program_place_again(Place, const uint8_t*, size_t) { return false; }

}  // namespace family

#endif
