#include <WiFi.h>
#include <esp_mac.h>
#include <esp_wifi.h>
#include <string.h>

#include <algorithm>

namespace {

constexpr int8_t kLeastPower = 8;
constexpr int8_t kMostPower = 84;

constexpr uint8_t kLastChannel = 13;

bool is_begun = false;
/// Of a radio that is begun and not started: a station's, until another is chosen.
wifi_mode_t mode_to_start = WIFI_MODE_STA;
bool hears_all = false;
uint8_t own_channel = 1;
wifi_country_t country_set = {{'0', '1', '\0'}, 1, 11, 20, WIFI_COUNTRY_POLICY_AUTO};
wifi_bandwidth_t bandwidths[2] = {WIFI_BW_HT40, WIFI_BW_HT40};
uint8_t protocols[2] = {WIFI_PROTOCOL_11B | WIFI_PROTOCOL_11G | WIFI_PROTOCOL_11N,
                        WIFI_PROTOCOL_11B | WIFI_PROTOCOL_11G | WIFI_PROTOCOL_11N};
wifi_sta_config_t wanted = {};
bool is_wanted = false;

/// What stands in the way of a call, if anything does.
esp_err_t obstacle() { return is_begun || WiFi.getMode() != WIFI_MODE_NULL ? ESP_OK : ESP_ERR_WIFI_NOT_INIT; }

/// Whether the radio waits for esp_wifi_start; `WiFi` starts it by itself.
bool is_waiting() { return is_begun && WiFi.getMode() == WIFI_MODE_NULL; }

/// What stands in the way of a call for which the radio must run.
esp_err_t obstacle_to_air() {
    const esp_err_t first = obstacle();
    return first == ESP_OK && is_waiting() ? ESP_ERR_WIFI_NOT_STARTED : first;
}

esp_err_t obstacle(const void* result) {
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

wifi_sta_config_t of_station() {
    wifi_sta_config_t config = {};
    put(config.ssid, oceanhil::Station::own().ssid());
    put(config.password, oceanhil::Station::own().password());
    return config;
}

wifi_ap_config_t of_access_point() {
    wifi_ap_config_t config = {};
    put(config.ssid, WiFi.softAPSSID());
    put(config.password, WiFi.softAPPSK());
    config.ssid_len = static_cast<uint8_t>(WiFi.softAPSSID().length());
    return config;
}

}  // namespace

extern "C" {

esp_err_t esp_wifi_init(const wifi_init_config_t* config) {
    is_begun = config != nullptr;
    mode_to_start = WIFI_MODE_STA;
    return config == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t esp_wifi_deinit(void) {
    const esp_err_t first = obstacle();
    WiFi.mode(WIFI_MODE_NULL);
    is_begun = false;
    return first;
}

esp_err_t esp_wifi_set_mode(wifi_mode_t mode) {
    const esp_err_t first = obstacle();
    if (is_waiting()) {
        mode_to_start = mode;
    } else if (first == ESP_OK) {
        WiFi.mode(mode);
    }
    return first;
}

esp_err_t esp_wifi_get_mode(wifi_mode_t* mode) { return give(is_waiting() ? mode_to_start : WiFi.getMode(), mode); }

// The radio is on from here, and the event that it is comes from here: handlers join the network in it.
esp_err_t esp_wifi_start(void) {
    const esp_err_t first = obstacle();
    if (is_waiting()) {
        WiFi.mode(mode_to_start);
    }
    return first;
}

esp_err_t esp_wifi_stop(void) {
    const esp_err_t first = obstacle();
    if (first == ESP_OK && !is_waiting()) {
        mode_to_start = WiFi.getMode();
        WiFi.mode(WIFI_MODE_NULL);
    }
    return first;
}

esp_err_t esp_wifi_restore(void) {
    const esp_err_t first = obstacle();
    if (first == ESP_OK) {
        is_wanted = false;
        oceanhil::Station::own().forget();
    }
    return first;
}

esp_err_t esp_wifi_set_storage(wifi_storage_t) { return obstacle(); }

esp_err_t esp_wifi_get_config(wifi_interface_t interface, wifi_config_t* conf) {
    const esp_err_t first = obstacle(conf);
    if (first != ESP_OK) {
        return first;
    }
    memset(conf, 0, sizeof *conf);
    if (interface == WIFI_IF_AP) {
        conf->ap = of_access_point();
    } else {
        conf->sta = is_wanted ? wanted : of_station();
    }
    return ESP_OK;
}

esp_err_t esp_wifi_set_config(wifi_interface_t interface, wifi_config_t* conf) {
    const esp_err_t first = obstacle(conf);
    if (first != ESP_OK || interface != WIFI_IF_STA) {
        return first != ESP_OK ? first : ESP_ERR_WIFI_IF;
    }
    wanted = conf->sta;
    is_wanted = true;
    return ESP_OK;
}

esp_err_t esp_wifi_connect(void) {
    const esp_err_t first = obstacle_to_air();
    if (first != ESP_OK) {
        return first;
    }
    const wifi_sta_config_t joined = is_wanted ? wanted : of_station();
    if (joined.ssid[0] == '\0') {
        return ESP_ERR_WIFI_SSID;
    }
    is_wanted = false;
    WiFi.begin(text(joined.ssid), text(joined.password));
    return ESP_OK;
}

esp_err_t esp_wifi_disconnect(void) {
    const esp_err_t first = obstacle_to_air();
    if (first == ESP_OK) {
        WiFi.disconnect();
    }
    return first;
}

esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* ap_info) {
    const esp_err_t first = obstacle(ap_info);
    if (first != ESP_OK) {
        return first;
    }
    if (!WiFi.isConnected()) {
        return ESP_ERR_WIFI_NOT_CONNECT;
    }
    memset(ap_info, 0, sizeof *ap_info);
    memcpy(ap_info->bssid, oceanhil::air::kBssid, sizeof ap_info->bssid);
    put(ap_info->ssid, WiFi.SSID());
    ap_info->primary = static_cast<uint8_t>(oceanhil::air::kChannel);
    ap_info->rssi = static_cast<int8_t>(oceanhil::air::kRssiDbm);
    ap_info->authmode = oceanhil::Station::own().password().length() == 0 ? WIFI_AUTH_OPEN : WIFI_AUTH_WPA2_PSK;
    return ESP_OK;
}

esp_err_t esp_wifi_get_mac(wifi_interface_t ifx, uint8_t mac[6]) {
    const esp_err_t first = obstacle(mac);
    return first == ESP_OK ? esp_read_mac(mac, ifx == WIFI_IF_AP ? ESP_MAC_WIFI_SOFTAP : ESP_MAC_WIFI_STA) : first;
}

esp_err_t esp_wifi_set_channel(uint8_t primary, wifi_second_chan_t) {
    if (const esp_err_t first = obstacle()) {
        return first;
    }
    if (primary == 0 || primary > kLastChannel) {
        return ESP_ERR_INVALID_ARG;
    }
    own_channel = primary;
    return ESP_OK;
}

esp_err_t esp_wifi_set_promiscuous(bool en) { return keep(hears_all, en); }

esp_err_t esp_wifi_get_promiscuous(bool* en) { return give(hears_all, en); }

esp_err_t esp_wifi_get_channel(uint8_t* primary, wifi_second_chan_t* second) {
    const wifi_second_chan_t none = WIFI_SECOND_CHAN_NONE;
    const auto channel = static_cast<uint8_t>(WiFi.isConnected() ? oceanhil::air::kChannel : own_channel);
    const esp_err_t first = give(channel, primary);
    return first == ESP_OK ? give(none, second) : first;
}

esp_err_t esp_wifi_set_ps(wifi_ps_type_t type) {
    const esp_err_t first = obstacle();
    if (first == ESP_OK) {
        WiFi.setSleep(type);
    }
    return first;
}

esp_err_t esp_wifi_get_ps(wifi_ps_type_t* type) { return give(WiFi.getSleep(), type); }

esp_err_t esp_wifi_set_country(const wifi_country_t* country) {
    const esp_err_t first = obstacle(country);
    return first == ESP_OK ? keep(country_set, *country) : first;
}

esp_err_t esp_wifi_get_country(wifi_country_t* country) { return give(country_set, country); }

esp_err_t esp_wifi_set_country_code(const char* country, bool ieee80211d_enabled) {
    const esp_err_t first = obstacle(country);
    if (first == ESP_OK) {
        memcpy(country_set.cc, country, 2);
        country_set.policy = ieee80211d_enabled ? WIFI_COUNTRY_POLICY_AUTO : WIFI_COUNTRY_POLICY_MANUAL;
    }
    return first;
}

esp_err_t esp_wifi_get_country_code(char* country) {
    const esp_err_t first = obstacle(country);
    if (first == ESP_OK) {
        memcpy(country, country_set.cc, sizeof country_set.cc);
    }
    return first;
}

esp_err_t esp_wifi_set_bandwidth(wifi_interface_t ifx, wifi_bandwidth_t bw) { return keep(bandwidths[ifx], bw); }

esp_err_t esp_wifi_get_bandwidth(wifi_interface_t ifx, wifi_bandwidth_t* bw) { return give(bandwidths[ifx], bw); }

esp_err_t esp_wifi_set_protocol(wifi_interface_t ifx, uint8_t protocol_bitmap) {
    return keep(protocols[ifx], protocol_bitmap);
}

esp_err_t esp_wifi_get_protocol(wifi_interface_t ifx, uint8_t* protocol_bitmap) {
    return give(protocols[ifx], protocol_bitmap);
}

esp_err_t esp_wifi_set_max_tx_power(int8_t power) {
    const esp_err_t first = obstacle_to_air();
    if (first != ESP_OK) {
        return first;
    }
    if (power < kLeastPower || power > kMostPower) {
        return ESP_ERR_INVALID_ARG;
    }
    WiFi.setTxPower(static_cast<wifi_power_t>(power));
    return ESP_OK;
}

esp_err_t esp_wifi_get_max_tx_power(int8_t* power) { return give(static_cast<int8_t>(WiFi.getTxPower()), power); }

}  // extern "C"
