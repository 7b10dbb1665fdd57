// ESP32, on arduino-esp32: https://docs.espressif.com/projects/arduino-esp32/
#if defined(ESP32)

#include <EEPROM.h>
#include <Preferences.h>
#include <esp_system.h>
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

// What mbed TLS gives when a chain cannot be verified: MBEDTLS_ERR_X509_CERT_VERIFY_FAILED.
constexpr int kCertificateVerifyFailed = -0x2700;
constexpr unsigned long kHandshakeTimeoutS = 10;
constexpr char kNamespace[] = "oceanremote";

const char* key_of(or_slot slot) { return slot == OR_SLOT_A ? "slot_a" : "slot_b"; }

}  // namespace

namespace family {

const or_family kFamily = OR_ESP32;
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

void join(const char* ssid, const char* password) {
    WiFi.persistent(false);
    WiFi.mode(WIFI_STA);
    WiFi.begin(ssid, password);
}

void trust(SecureClient& client, const char* pem) {
    client.setCACert(pem);
    client.setHandshakeTimeout(kHandshakeTimeoutS);
}

bool is_certificate_refused(SecureClient& client) {
    char text[64];
    return client.lastError(text, sizeof text) == kCertificateVerifyFailed;
}

bool eeprom_begin(size_t bytes) { return EEPROM.begin(bytes); }

bool slot_read(or_slot slot, uint8_t* data, size_t bytes) {
    memset(data, 0xFF, bytes);
    Preferences slots;
    if (!slots.begin(kNamespace, true)) {
        // There is no namespace until the first save.
        return true;
    }
    // A blob that is longer than the buffer is none of ours, and getBytes then gives nothing.
    if (slots.isKey(key_of(slot))) {
        slots.getBytes(key_of(slot), data, bytes);
    }
    slots.end();
    return true;
}

bool slot_write(or_slot slot, const uint8_t* data, size_t bytes) {
    Preferences slots;
    if (!slots.begin(kNamespace)) {
        return false;
    }
    const bool is_written = slots.putBytes(key_of(slot), data, bytes) == bytes;
    slots.end();
    return is_written;
}

bool slot_program_again(or_slot, const uint8_t*, size_t) { return false; }

}  // namespace family

#endif
