/// What the calls of ESP-IDF's Wi-Fi driver have in common.
#pragma once

#include <WString.h>
#include <WiFi.h>
#include <esp_wifi.h>
#include <string.h>

#include <algorithm>

namespace oceanhil::wifi_driver {

/// Whether the driver is there for esp_wifi_start: by esp_wifi_init, or because it was stopped. `WiFi` needs neither.
extern bool is_begun;

/// Whether the sketch has begun it and not `WiFi`, whose handler of events joins again when a network is lost.
extern bool is_sketchs_own;

/// What stands in the way of a call, if anything does.
inline esp_err_t obstacle() { return is_begun || WiFi.getMode() != WIFI_MODE_NULL ? ESP_OK : ESP_ERR_WIFI_NOT_INIT; }

/// Whether the radio waits for esp_wifi_start; `WiFi` starts it by itself.
inline bool is_waiting() { return is_begun && WiFi.getMode() == WIFI_MODE_NULL; }

/// What stands in the way of a call for which the radio must run.
inline esp_err_t obstacle_to_air() {
    const esp_err_t first = obstacle();
    return first == ESP_OK && is_waiting() ? ESP_ERR_WIFI_NOT_STARTED : first;
}

inline esp_err_t obstacle(const void* result) {
    const esp_err_t first = obstacle();
    return first == ESP_OK && result == nullptr ? ESP_ERR_INVALID_ARG : first;
}

/// Text of a field, which has a NUL only if there is room for it.
template <size_t N>
String text(const uint8_t (&field)[N]) {
    char letters[N + 1] = {};
    memcpy(letters, field, N);
    return String(letters);
}

template <size_t N>
void put(uint8_t (&field)[N], const String& text) {
    memset(field, 0, N);
    memcpy(field, text.c_str(), std::min(N, static_cast<size_t>(text.length())));
}

template <typename T>
esp_err_t keep(T& kept, T value) {
    const esp_err_t first = obstacle();
    if (first == ESP_OK) {
        kept = value;
    }
    return first;
}

template <typename T>
esp_err_t give(const T& kept, T* result) {
    const esp_err_t first = obstacle(result);
    if (first == ESP_OK) {
        *result = kept;
    }
    return first;
}

/// What a scan tells of a network.
wifi_ap_record_t record_of(const String& name, bool is_secured);

}  // namespace oceanhil::wifi_driver
