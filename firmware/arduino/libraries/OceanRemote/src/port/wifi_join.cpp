#include "wifi_join.h"

#include <string.h>

#include "board_family.h"

void WifiJoin::start(const char* ssid, size_t ssid_bytes, const char* password, size_t password_bytes,
                     uint32_t timeout_ms) {
    started_ms_ = static_cast<uint32_t>(millis());
    timeout_ms_ = timeout_ms;
    // IEEE 802.11: a name has at most 32 bytes, a WPA passphrase 63 characters, a key 64 digits.
    is_possible_ = ssid_bytes < sizeof ssid_ && password_bytes < sizeof password_;
    if (!is_possible_) {
        return;
    }
    memcpy(ssid_, ssid, ssid_bytes);
    ssid_[ssid_bytes] = '\0';
    memcpy(password_, password, password_bytes);
    password_[password_bytes] = '\0';
    family::join(ssid_, password_bytes == 0 ? nullptr : password_, timeout_ms);
}

int32_t WifiJoin::poll(char* address, size_t capacity) {
    if (is_possible_ && is_connected()) {
        const String text = WiFi.localIP().toString();
        strncpy(address, text.c_str(), capacity - 1);
        address[capacity - 1] = '\0';
        return OR_OK;
    }
    if (millis() - started_ms_ < timeout_ms_) {
        return OR_PENDING;
    }
    WiFi.disconnect();
    return OR_FAILED;
}
