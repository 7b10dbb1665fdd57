// How interfaces come to their addresses by ESP-IDF's names: by themselves, or by what a sketch says. Facts:
// components/esp_netif/include/esp_netif.h of ESP-IDF 5.5.1.
#include <WiFi.h>
#include <esp_netif.h>

#include "netif_object.h"
#include "oceanhil/station.h"

using oceanhil::netif_number;

namespace {

IPAddress netif_address(const esp_ip4_addr_t& number) { return IPAddress(number.addr); }

/// What stands in the way of a call about who asks for addresses, or about who gives them.
esp_err_t obstacle_of(const esp_netif_t* netif, bool is_of_station) {
    return netif == nullptr || netif->is_station != is_of_station ? ESP_ERR_ESP_NETIF_INVALID_PARAMS : ESP_OK;
}

bool is_netif_up(const esp_netif_t* netif) {
    return netif->is_station ? WiFi.isConnected() : (WiFi.getMode() & WIFI_MODE_AP) != 0;
}

esp_netif_dhcp_status_t status_of(const esp_netif_t* netif) {
    if (netif->is_dhcp_stopped) {
        return ESP_NETIF_DHCP_STOPPED;
    }
    return is_netif_up(netif) ? ESP_NETIF_DHCP_STARTED : ESP_NETIF_DHCP_INIT;
}

esp_err_t start_dhcp(esp_netif_t* netif, bool is_of_station) {
    const esp_err_t first = obstacle_of(netif, is_of_station);
    if (first == ESP_OK && status_of(netif) == ESP_NETIF_DHCP_STARTED) {
        return ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED;
    }
    if (first == ESP_OK) {
        netif->is_dhcp_stopped = false;
    }
    return first;
}

esp_err_t stop_dhcp(esp_netif_t* netif, bool is_of_station) {
    const esp_err_t first = obstacle_of(netif, is_of_station);
    if (first == ESP_OK && netif->is_dhcp_stopped) {
        return ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED;
    }
    if (first == ESP_OK) {
        netif->is_dhcp_stopped = true;
    }
    return first;
}

esp_err_t tell_status(const esp_netif_t* netif, bool is_of_station, esp_netif_dhcp_status_t* status) {
    const esp_err_t first = obstacle_of(netif, is_of_station);
    if (first != ESP_OK || status == nullptr) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    *status = status_of(netif);
    return ESP_OK;
}

esp_err_t no_six(const esp_netif_t* netif) {
    return netif == nullptr ? ESP_ERR_ESP_NETIF_INVALID_PARAMS : ESP_FAIL;
}

}  // namespace

extern "C" {

esp_err_t esp_netif_dhcpc_start(esp_netif_t* esp_netif) {
    const esp_err_t first = start_dhcp(esp_netif, true);
    if (first == ESP_OK) {
        oceanhil::Station::own().configure(IPAddress(), IPAddress(), IPAddress(), IPAddress());
    }
    return first;
}

esp_err_t esp_netif_dhcpc_stop(esp_netif_t* esp_netif) { return stop_dhcp(esp_netif, true); }

esp_err_t esp_netif_dhcpc_get_status(esp_netif_t* esp_netif, esp_netif_dhcp_status_t* status) {
    return tell_status(esp_netif, true, status);
}

esp_err_t esp_netif_dhcps_start(esp_netif_t* esp_netif) { return start_dhcp(esp_netif, false); }

esp_err_t esp_netif_dhcps_stop(esp_netif_t* esp_netif) { return stop_dhcp(esp_netif, false); }

esp_err_t esp_netif_dhcps_get_status(esp_netif_t* esp_netif, esp_netif_dhcp_status_t* status) {
    return tell_status(esp_netif, false, status);
}

esp_err_t esp_netif_set_ip_info(esp_netif_t* esp_netif, const esp_netif_ip_info_t* ip_info) {
    if (esp_netif == nullptr || ip_info == nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!esp_netif->is_dhcp_stopped) {
        return ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED;
    }
    const IPAddress address = netif_address(ip_info->ip);
    const IPAddress router = netif_address(ip_info->gw);
    const IPAddress mask = netif_address(ip_info->netmask);
    if (esp_netif->is_station) {
        oceanhil::Station::own().configure(address, router, mask, IPAddress());
    } else {
        WiFi.softAPConfig(address, router, mask);
    }
    return ESP_OK;
}

esp_err_t esp_netif_set_dns_info(esp_netif_t* esp_netif, esp_netif_dns_type_t type, esp_netif_dns_info_t* dns) {
    if (esp_netif == nullptr || dns == nullptr || dns->ip.u_addr.ip4.addr == 0) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    auto& station = oceanhil::Station::own();
    const IPAddress server = netif_address(dns->ip.u_addr.ip4);
    if (esp_netif->is_station && type == ESP_NETIF_DNS_MAIN) {
        station.set_name_servers(server, station.name_server(1));
    } else if (esp_netif->is_station && type == ESP_NETIF_DNS_BACKUP) {
        station.set_name_servers(station.name_server(0), server);
    }
    return type < ESP_NETIF_DNS_MAX ? ESP_OK : ESP_ERR_ESP_NETIF_INVALID_PARAMS;
}

esp_err_t esp_netif_get_dns_info(esp_netif_t* esp_netif, esp_netif_dns_type_t type, esp_netif_dns_info_t* dns) {
    if (esp_netif == nullptr || dns == nullptr || type >= ESP_NETIF_DNS_MAX) {
        return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    *dns = {};
    dns->ip.type = ESP_IPADDR_TYPE_V4;
    dns->ip.u_addr.ip4 = netif_number(oceanhil::Station::own().name_server(static_cast<uint8_t>(type)));
    return ESP_OK;
}

esp_err_t esp_netif_create_ip6_linklocal(esp_netif_t* esp_netif) { return no_six(esp_netif); }

esp_err_t esp_netif_get_ip6_linklocal(esp_netif_t* esp_netif, esp_ip6_addr_t*) { return no_six(esp_netif); }

esp_err_t esp_netif_get_ip6_global(esp_netif_t* esp_netif, esp_ip6_addr_t*) { return no_six(esp_netif); }

}  // extern "C"
