// The driver of the radio by ESP-IDF's names: its mode, what it joins, and what is kept. What is in the air is in
// esp_wifi_air.cpp.
#include "wifi_driver.h"

#include <WiFi.h>
#include <esp_wifi.h>
#include <machine/network.h>
#include <string.h>

namespace driver = oceanhil::wifi_driver;
namespace machine = oceanhil::machine;
using driver::give;
using driver::keep;
using driver::obstacle;
using driver::obstacle_to_air;
using driver::put;
using driver::text;

/// Joins as the driver is told to, whatever was under way.
struct oceanhil::Joiner {
    static void join(const String& ssid, const String& password) { WiFi.join(ssid.c_str(), password.c_str()); }
};

namespace {

constexpr int8_t kLeastPower = 8;
constexpr int8_t kMostPower = 84;

constexpr uint8_t kLastChannel = 13;
// Of a password by WPA (IEEE 802.11, annex J).
constexpr unsigned kFewestLetters = 8;
// What arduino-esp32 asks for.
constexpr uint8_t kMostStations = 4;
constexpr uint16_t kBeaconUnits = 100;

/// Of a radio that is begun and not started: a station's, until another is chosen.
wifi_mode_t mode_to_start = WIFI_MODE_STA;
uint8_t own_channel = 1;
wifi_country_t country_set = {{'0', '1', '\0'}, 1, 11, 20, WIFI_COUNTRY_POLICY_AUTO};
wifi_bandwidth_t bandwidths[2] = {WIFI_BW_HT40, WIFI_BW_HT40};
uint8_t protocols[2] = {WIFI_PROTOCOL_11B | WIFI_PROTOCOL_11G | WIFI_PROTOCOL_11N,
                        WIFI_PROTOCOL_11B | WIFI_PROTOCOL_11G | WIFI_PROTOCOL_11N};
wifi_sta_config_t wanted = {};
bool is_wanted = false;
/// Of an access point that begins with the radio.
wifi_ap_config_t wanted_point = {};
bool is_point_wanted = false;

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
    config.channel = 1;
    config.authmode = config.password[0] == 0 ? WIFI_AUTH_OPEN : WIFI_AUTH_WPA2_PSK;
    config.max_connection = kMostStations;
    config.beacon_interval = kBeaconUnits;
    return config;
}

/// The mode that there is, or will be once the radio is started.
wifi_mode_t coming_mode() { return driver::is_waiting() ? mode_to_start : WiFi.getMode(); }

void begin_wanted_point() {
    if (is_point_wanted && (WiFi.getMode() & WIFI_MODE_AP) != 0) {
        is_point_wanted = false;
        const String name = text(wanted_point.ssid).substring(0, wanted_point.ssid_len);
        const bool is_open = wanted_point.authmode == WIFI_AUTH_OPEN;
        WiFi.softAP(name, is_open ? String() : text(wanted_point.password), wanted_point.channel,
                    wanted_point.ssid_hidden, wanted_point.max_connection);
    }
}

esp_err_t set_point(const wifi_ap_config_t& point) {
    if ((coming_mode() & WIFI_MODE_AP) == 0) {
        return ESP_ERR_WIFI_MODE;
    }
    if (point.ssid[0] == 0) {
        return ESP_ERR_WIFI_SSID;
    }
    if (point.authmode != WIFI_AUTH_OPEN && text(point.password).length() < kFewestLetters) {
        return ESP_ERR_WIFI_PASSWORD;
    }
    wanted_point = point;
    if (point.ssid_len == 0) {
        wanted_point.ssid_len = static_cast<uint8_t>(text(point.ssid).length());
    }
    is_point_wanted = true;
    begin_wanted_point();
    return ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t esp_wifi_init(const wifi_init_config_t* config) {
    driver::is_sketchs_own = config != nullptr && obstacle() != ESP_OK;
    driver::is_begun = config != nullptr;
    mode_to_start = WIFI_MODE_STA;
    return config == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t esp_wifi_deinit(void) {
    const esp_err_t first = obstacle();
    WiFi.mode(WIFI_MODE_NULL);
    driver::is_begun = false;
    return first;
}

esp_err_t esp_wifi_set_mode(wifi_mode_t mode) {
    const esp_err_t first = obstacle();
    if (driver::is_waiting()) {
        mode_to_start = mode;
    } else if (first == ESP_OK) {
        WiFi.mode(mode);
    }
    return first;
}

esp_err_t esp_wifi_get_mode(wifi_mode_t* mode) { return give(coming_mode(), mode); }

// The radio is on from here, and the event that it is comes from here: handlers join the network in it.
esp_err_t esp_wifi_start(void) {
    const esp_err_t first = obstacle();
    if (driver::is_waiting()) {
        WiFi.mode(mode_to_start);
        if (driver::is_sketchs_own) {
            machine::station_reconnects(false);
        }
        begin_wanted_point();
    }
    return first;
}

esp_err_t esp_wifi_stop(void) {
    const esp_err_t first = obstacle();
    if (first == ESP_OK && !driver::is_waiting()) {
        mode_to_start = WiFi.getMode();
        WiFi.mode(WIFI_MODE_NULL);
        driver::is_begun = true;
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
        conf->ap = is_point_wanted ? wanted_point : of_access_point();
    } else {
        conf->sta = is_wanted ? wanted : of_station();
    }
    return ESP_OK;
}

esp_err_t esp_wifi_set_config(wifi_interface_t interface, wifi_config_t* conf) {
    const esp_err_t first = obstacle(conf);
    if (first != ESP_OK) {
        return first;
    }
    if (interface == WIFI_IF_AP) {
        return set_point(conf->ap);
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
    const String ssid = text(joined.ssid);
    const String password = text(joined.password);
    const auto& station = oceanhil::Station::own();
    if (!WiFi.isConnected() || station.ssid() != ssid || station.password() != password) {
        oceanhil::Joiner::join(ssid, password);
    }
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
    *ap_info = driver::record_of(WiFi.SSID(), oceanhil::Station::own().password().length() > 0);
    return ESP_OK;
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
