// Interfaces by ESP-IDF's names: which there are, and what is said of them. How they come to addresses is in
// esp_netif_addresses.cpp.
#include <WiFi.h>
#include <esp_netif.h>
#include <stdio.h>
#include <string.h>

#include <algorithm>
#include <iterator>

#include "netif_object.h"
#include "oceanhil/network_stack.h"
#include "oceanhil/station.h"

using oceanhil::netif_number;

namespace {

constexpr uint32_t kNoNetifAddress = 0xFFFFFFFF;

// Names of esp_netif_defaults.h.
esp_netif_obj netif_station = {"WIFI_STA_DEF", "sta", true, false, false};
esp_netif_obj netif_access_point = {"WIFI_AP_DEF", "ap", false, false, false};
esp_netif_t* const kNetifs[] = {&netif_station, &netif_access_point};

bool has_mode(const esp_netif_t* netif) {
    const wifi_mode_t own = netif->is_station ? WIFI_MODE_STA : WIFI_MODE_AP;
    return (WiFi.getMode() & own) != 0;
}

/// An interface is there once it is made, before its radio is on too; `WiFi` makes it with its mode.
bool is_there(const esp_netif_t* netif) { return netif->is_made || has_mode(netif); }

esp_netif_t* make(esp_netif_t* netif) {
    netif->is_made = true;
    return netif;
}

NetworkInterface& interface_of(const esp_netif_t* netif) {
    return netif->is_station ? static_cast<NetworkInterface&>(WiFi.STA) : static_cast<NetworkInterface&>(WiFi.AP);
}

}  // namespace

extern "C" {

esp_err_t esp_netif_init(void) {
    oceanhil::start_network_stack();
    return ESP_OK;
}

esp_err_t esp_netif_deinit(void) { return ESP_ERR_NOT_SUPPORTED; }
esp_netif_t* esp_netif_create_default_wifi_sta(void) { return make(&netif_station); }
esp_netif_t* esp_netif_create_default_wifi_ap(void) { return make(&netif_access_point); }

esp_netif_t* esp_netif_get_handle_from_ifkey(const char* if_key) {
    for (esp_netif_t* each : kNetifs) {
        if (strcmp(each->key, if_key) == 0 && is_there(each)) {
            return each;
        }
    }
    return nullptr;
}

esp_netif_t* esp_netif_get_default_netif(void) {
    if (WiFi.isConnected()) {
        return &netif_station;
    }
    return has_mode(&netif_access_point) ? &netif_access_point : nullptr;
}

esp_err_t esp_netif_set_default_netif(esp_netif_t* esp_netif) {
    return esp_netif == nullptr ? ESP_ERR_ESP_NETIF_INVALID_PARAMS : ESP_OK;
}

esp_netif_t* esp_netif_next_unsafe(esp_netif_t* esp_netif) {
    const auto* const found = std::find(std::begin(kNetifs), std::end(kNetifs), esp_netif);
    const auto* each = esp_netif == nullptr ? std::begin(kNetifs) : found + (found != std::end(kNetifs) ? 1 : 0);
    each = std::find_if(each, std::end(kNetifs), is_there);
    return each == std::end(kNetifs) ? nullptr : *each;
}

size_t esp_netif_get_nr_of_ifs(void) {
    return static_cast<size_t>(std::count_if(std::begin(kNetifs), std::end(kNetifs), is_there));
}

int esp_netif_get_netif_impl_index(esp_netif_t* esp_netif) {
    if (esp_netif == nullptr || !has_mode(esp_netif)) {
        return -1;
    }
    return interface_of(esp_netif).impl_index();
}

esp_err_t esp_netif_get_netif_impl_name(esp_netif_t* esp_netif, char* name) {
    if (esp_netif == nullptr || name == nullptr || !has_mode(esp_netif)) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    strcpy(name, interface_of(esp_netif).impl_name().c_str());
    return ESP_OK;
}

int esp_netif_get_route_prio(esp_netif_t* esp_netif) {
    return esp_netif == nullptr || !has_mode(esp_netif) ? -1 : interface_of(esp_netif).getRoutePrio();
}

const char* esp_netif_get_ifkey(esp_netif_t* esp_netif) { return esp_netif == nullptr ? nullptr : esp_netif->key; }

const char* esp_netif_get_desc(esp_netif_t* esp_netif) {
    return esp_netif == nullptr ? nullptr : esp_netif->description;
}

bool esp_netif_is_netif_up(esp_netif_t* esp_netif) {
    return esp_netif != nullptr && (esp_netif->is_station ? WiFi.isConnected() : has_mode(esp_netif));
}

esp_err_t esp_netif_get_ip_info(esp_netif_t* esp_netif, esp_netif_ip_info_t* ip_info) {
    if (esp_netif == nullptr || ip_info == nullptr) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    *ip_info = {};
    if (esp_netif->is_station && WiFi.isConnected()) {
        ip_info->ip = netif_number(WiFi.localIP());
        ip_info->netmask = netif_number(WiFi.subnetMask());
        ip_info->gw = netif_number(WiFi.gatewayIP());
    } else if (!esp_netif->is_station) {
        ip_info->ip = netif_number(WiFi.softAPIP());
        ip_info->netmask = netif_number(WiFi.softAPSubnetMask());
        ip_info->gw = ip_info->ip;
    }
    return ESP_OK;
}

esp_err_t esp_netif_get_mac(esp_netif_t* esp_netif, uint8_t mac[]) {
    if (esp_netif == nullptr) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    esp_netif->is_station ? WiFi.macAddress(mac) : WiFi.softAPmacAddress(mac);
    return ESP_OK;
}

esp_err_t esp_netif_get_hostname(esp_netif_t* esp_netif, const char** hostname) {
    if (esp_netif == nullptr || hostname == nullptr) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    *hostname = WiFi.getHostname();
    return ESP_OK;
}

esp_err_t esp_netif_set_hostname(esp_netif_t* esp_netif, const char* hostname) {
    constexpr size_t kMostLetters = 32;
    if (esp_netif == nullptr || hostname == nullptr || strlen(hostname) > kMostLetters) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    WiFi.setHostname(hostname);
    return ESP_OK;
}

char* esp_ip4addr_ntoa(const esp_ip4_addr_t* addr, char* buf, int buflen) {
    const int letters = snprintf(buf, static_cast<size_t>(buflen), IPSTR, IP2STR(addr));
    return letters < buflen ? buf : nullptr;
}

uint32_t esp_ip4addr_aton(const char* addr) {
    IPAddress read;
    return read.fromString(addr) ? netif_number(read).addr : kNoNetifAddress;
}

void esp_netif_set_ip4_addr(esp_ip4_addr_t* addr, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
    *addr = netif_number(IPAddress(a, b, c, d));
}

esp_err_t esp_netif_str_to_ip4(const char* src, esp_ip4_addr_t* dst) {
    if (src == nullptr || dst == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    IPAddress read;
    if (!read.fromString(src)) {
        return ESP_FAIL;
    }
    *dst = netif_number(read);
    return ESP_OK;
}

}  // extern "C"
