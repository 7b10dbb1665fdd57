// What the driver of the radio hears and sends beside the network it is in: scans, packets of others and of its own, the
// stations of its access point, of which there are none. Facts: components/esp_wifi/include/esp_wifi.h of ESP-IDF 5.5.1.
#include <WiFi.h>
#include <esp_mac.h>
#include <esp_wifi.h>

#include <deque>

#include "wifi_driver.h"

namespace driver = oceanhil::wifi_driver;
using driver::give;
using driver::keep;
using driver::obstacle;
using driver::obstacle_to_air;

bool driver::is_begun = false;
bool driver::is_sketchs_own = false;

namespace {

constexpr int kFewestBytes = 24;
constexpr int kMostBytes = 1500;
constexpr uint16_t kFewestSeconds[2] = {3, 10};
constexpr uint8_t kGroup = 1;

/// What a scan is to find.
struct Sought {
    String name;
    bool has_address = false;
    uint8_t address[oceanhil::kMacBytes] = {};
    uint8_t channel = 0;
};

Sought sought;
bool is_scanned = false;
std::deque<wifi_ap_record_t> found;

bool hears_all = false;
wifi_promiscuous_cb_t hears = nullptr;
wifi_promiscuous_filter_t kinds = {WIFI_PROMIS_FILTER_MASK_MGMT | WIFI_PROMIS_FILTER_MASK_DATA};
wifi_promiscuous_filter_t controls = {0};
uint8_t own_mac[2][oceanhil::kMacBytes] = {};
bool has_own_mac[2] = {};
uint16_t inactive_s[2] = {6, 300};

bool is_sought(const wifi_ap_record_t& network) {
    const bool is_name = sought.name.length() == 0 || sought.name == reinterpret_cast<const char*>(network.ssid);
    const bool is_address =
        !sought.has_address || memcmp(network.bssid, sought.address, sizeof sought.address) == 0;
    return is_name && is_address && (sought.channel == 0 || sought.channel == network.primary);
}

/// Takes what the scan has heard, once it is done.
void collect() {
    const int heard = is_scanned ? WiFi.scanComplete() : WIFI_SCAN_FAILED;
    if (heard < 0) {
        return;
    }
    is_scanned = false;
    for (int each = 0; each < heard; ++each) {
        const auto number = static_cast<uint8_t>(each);
        const wifi_ap_record_t network =
            driver::record_of(WiFi.SSID(number), WiFi.encryptionType(number) != WIFI_AUTH_OPEN);
        if (is_sought(network)) {
            found.push_back(network);
        }
    }
}

esp_err_t obstacle_to_list(const void* result) {
    const esp_err_t first = obstacle_to_air();
    if (first == ESP_OK) {
        collect();
    }
    return first == ESP_OK && result == nullptr ? ESP_ERR_INVALID_ARG : first;
}

bool has_interface(wifi_interface_t ifx) {
    return (WiFi.getMode() & (ifx == WIFI_IF_AP ? WIFI_MODE_AP : WIFI_MODE_STA)) != 0;
}

/// What stands in the way of a call about an access point.
esp_err_t obstacle_to_stations() {
    const esp_err_t first = obstacle_to_air();
    return first == ESP_OK && !has_interface(WIFI_IF_AP) ? ESP_ERR_WIFI_MODE : first;
}

}  // namespace

wifi_ap_record_t driver::record_of(const String& name, bool is_secured) {
    wifi_ap_record_t record = {};
    memcpy(record.bssid, oceanhil::air::kBssid, sizeof record.bssid);
    put(record.ssid, name);
    record.primary = static_cast<uint8_t>(oceanhil::air::kChannel);
    record.rssi = static_cast<int8_t>(oceanhil::air::kRssiDbm);
    record.authmode = is_secured ? WIFI_AUTH_WPA2_PSK : WIFI_AUTH_OPEN;
    record.pairwise_cipher = record.group_cipher = is_secured ? WIFI_CIPHER_TYPE_CCMP : WIFI_CIPHER_TYPE_NONE;
    record.phy_11b = record.phy_11g = record.phy_11n = 1;
    return record;
}

extern "C" {

esp_err_t esp_wifi_scan_start(const wifi_scan_config_t* config, bool block) {
    if (const esp_err_t first = obstacle_to_air()) {
        return first;
    }
    if (!has_interface(WIFI_IF_STA)) {
        return ESP_ERR_WIFI_MODE;
    }
    if (WiFi.scanComplete() == WIFI_SCAN_RUNNING) {
        return ESP_ERR_WIFI_STATE;
    }
    sought = {};
    if (config != nullptr) {
        sought.name = config->ssid == nullptr ? "" : reinterpret_cast<const char*>(config->ssid);
        sought.has_address = config->bssid != nullptr;
        memcpy(sought.address, sought.has_address ? config->bssid : own_mac[0], sizeof sought.address);
        sought.channel = config->channel;
    }
    found.clear();
    is_scanned = true;
    WiFi.scanNetworks(!block);
    return ESP_OK;
}

esp_err_t esp_wifi_scan_stop(void) {
    const esp_err_t first = obstacle_to_air();
    if (first == ESP_OK && WiFi.scanComplete() == WIFI_SCAN_RUNNING) {
        is_scanned = false;
        WiFi.scanDelete();
    }
    return first;
}

esp_err_t esp_wifi_scan_get_ap_num(uint16_t* number) {
    const esp_err_t first = obstacle_to_list(number);
    return first == ESP_OK ? give(static_cast<uint16_t>(found.size()), number) : first;
}

esp_err_t esp_wifi_scan_get_ap_records(uint16_t* number, wifi_ap_record_t* ap_records) {
    const esp_err_t first = obstacle_to_list(ap_records);
    if (first != ESP_OK || number == nullptr) {
        return first != ESP_OK ? first : ESP_ERR_INVALID_ARG;
    }
    *number = std::min(*number, static_cast<uint16_t>(found.size()));
    std::copy_n(found.begin(), *number, ap_records);
    found.clear();
    return ESP_OK;
}

esp_err_t esp_wifi_scan_get_ap_record(wifi_ap_record_t* ap_record) {
    const esp_err_t first = obstacle_to_list(ap_record);
    if (first != ESP_OK || found.empty()) {
        return first != ESP_OK ? first : ESP_FAIL;
    }
    *ap_record = found.front();
    found.pop_front();
    return ESP_OK;
}

esp_err_t esp_wifi_clear_ap_list(void) {
    const esp_err_t first = obstacle_to_list(&found);
    if (first == ESP_OK) {
        found.clear();
    }
    return first;
}

esp_err_t esp_wifi_set_promiscuous(bool en) { return keep(hears_all, en); }

esp_err_t esp_wifi_get_promiscuous(bool* en) { return give(hears_all, en); }

esp_err_t esp_wifi_set_promiscuous_rx_cb(wifi_promiscuous_cb_t cb) { return keep(hears, cb); }

esp_err_t esp_wifi_set_promiscuous_filter(const wifi_promiscuous_filter_t* filter) {
    const esp_err_t first = obstacle(filter);
    return first == ESP_OK ? keep(kinds, *filter) : first;
}

esp_err_t esp_wifi_get_promiscuous_filter(wifi_promiscuous_filter_t* filter) { return give(kinds, filter); }

esp_err_t esp_wifi_set_promiscuous_ctrl_filter(const wifi_promiscuous_filter_t* filter) {
    const esp_err_t first = obstacle(filter);
    return first == ESP_OK ? keep(controls, *filter) : first;
}

esp_err_t esp_wifi_get_promiscuous_ctrl_filter(wifi_promiscuous_filter_t* filter) { return give(controls, filter); }

esp_err_t esp_wifi_80211_tx(wifi_interface_t ifx, const void* buffer, int len, bool) {
    const esp_err_t first = obstacle_to_air();
    if (first != ESP_OK) {
        return first;
    }
    if (buffer == nullptr || len < kFewestBytes || len > kMostBytes) {
        return ESP_ERR_INVALID_ARG;
    }
    return has_interface(ifx) ? ESP_OK : ESP_ERR_WIFI_IF;
}

esp_err_t esp_wifi_ap_get_sta_list(wifi_sta_list_t* sta) {
    const esp_err_t first = obstacle_to_stations();
    if (first != ESP_OK || sta == nullptr) {
        return first != ESP_OK ? first : ESP_ERR_INVALID_ARG;
    }
    *sta = {};
    return ESP_OK;
}

esp_err_t esp_wifi_ap_get_sta_aid(const uint8_t mac[6], uint16_t* aid) {
    const esp_err_t first = obstacle_to_stations();
    if (first != ESP_OK || mac == nullptr || aid == nullptr) {
        return first != ESP_OK ? first : ESP_ERR_INVALID_ARG;
    }
    *aid = 0;
    return ESP_ERR_NOT_FOUND;
}

esp_err_t esp_wifi_deauth_sta(uint16_t aid) {
    const esp_err_t first = obstacle_to_stations();
    return first == ESP_OK && aid != 0 ? ESP_ERR_INVALID_ARG : first;
}

esp_err_t esp_wifi_get_mac(wifi_interface_t ifx, uint8_t mac[6]) {
    const esp_err_t first = obstacle(mac);
    if (first == ESP_OK && has_own_mac[ifx]) {
        memcpy(mac, own_mac[ifx], oceanhil::kMacBytes);
        return ESP_OK;
    }
    return first == ESP_OK ? esp_read_mac(mac, ifx == WIFI_IF_AP ? ESP_MAC_WIFI_SOFTAP : ESP_MAC_WIFI_STA) : first;
}

esp_err_t esp_wifi_set_mac(wifi_interface_t ifx, const uint8_t mac[6]) {
    const esp_err_t first = obstacle(mac);
    if (first != ESP_OK || (mac[0] & kGroup) != 0) {
        return first != ESP_OK ? first : ESP_ERR_WIFI_MAC;
    }
    memcpy(own_mac[ifx], mac, oceanhil::kMacBytes);
    return keep(has_own_mac[ifx], true);
}

esp_err_t esp_wifi_set_inactive_time(wifi_interface_t ifx, uint16_t sec) {
    return sec < kFewestSeconds[ifx] ? ESP_ERR_INVALID_ARG : keep(inactive_s[ifx], sec);
}

esp_err_t esp_wifi_get_inactive_time(wifi_interface_t ifx, uint16_t* sec) { return give(inactive_s[ifx], sec); }

esp_err_t esp_wifi_sta_get_rssi(int* rssi) {
    const esp_err_t first = obstacle(rssi);
    if (first != ESP_OK || !WiFi.isConnected()) {
        return first != ESP_OK ? first : ESP_FAIL;
    }
    return give(static_cast<int>(oceanhil::air::kRssiDbm), rssi);
}

esp_err_t esp_wifi_sta_get_negotiated_phymode(wifi_phy_mode_t* phymode) {
    const esp_err_t first = obstacle(phymode);
    if (first != ESP_OK || !WiFi.isConnected()) {
        return first != ESP_OK ? first : ESP_FAIL;
    }
    return give(WIFI_PHY_MODE_HT20, phymode);
}

}  // extern "C"
