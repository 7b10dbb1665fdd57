/// Network interfaces by ESP-IDF's names: the station's and the access point's of `WiFi`. Facts:
/// components/esp_netif/include/esp_netif.h, esp_netif_ip_addr.h and esp_netif_defaults.h of ESP-IDF 5.5.1.
///
/// Missing: interfaces of one's own, options of DHCP, NAPT, IPv6 but for its types.
#pragma once

#include <WiFiType.h>
#include <esp_err.h>
#include <esp_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_ESP_NETIF_BASE 0x5000
#define ESP_ERR_ESP_NETIF_INVALID_PARAMS (ESP_ERR_ESP_NETIF_BASE + 0x01)
#define ESP_ERR_ESP_NETIF_IF_NOT_READY (ESP_ERR_ESP_NETIF_BASE + 0x02)
#define ESP_ERR_ESP_NETIF_DHCPC_START_FAILED (ESP_ERR_ESP_NETIF_BASE + 0x03)
#define ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED (ESP_ERR_ESP_NETIF_BASE + 0x04)
#define ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED (ESP_ERR_ESP_NETIF_BASE + 0x05)
#define ESP_ERR_ESP_NETIF_NO_MEM (ESP_ERR_ESP_NETIF_BASE + 0x06)
#define ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED (ESP_ERR_ESP_NETIF_BASE + 0x07)

#define ESP_IPADDR_TYPE_V4 0U
#define ESP_IPADDR_TYPE_V6 6U
#define ESP_IPADDR_TYPE_ANY 46U
#define esp_netif_ip4_makeu32(a, b, c, d) \
    ((uint32_t)((a)&0xFF) << 24 | (uint32_t)((b)&0xFF) << 16 | (uint32_t)((c)&0xFF) << 8 | (uint32_t)((d)&0xFF))
#define ESP_IP4TOUINT32(a, b, c, d) esp_netif_ip4_makeu32(a, b, c, d)
#define ESP_IP4TOADDR(a, b, c, d) esp_netif_ip4_makeu32(d, c, b, a)
#ifndef IP4_ADDR
#define IP4_ADDR(address, a, b, c, d) (address)->addr = ESP_IP4TOADDR(a, b, c, d)
#endif

typedef struct esp_netif_obj esp_netif_t;

typedef struct esp_ip6_addr {
    uint32_t addr[4];
    uint8_t zone;
} esp_ip6_addr_t;

typedef struct {
    union {
        esp_ip6_addr_t ip6;
        esp_ip4_addr_t ip4;
    } u_addr;
    uint8_t type;
} esp_ip_addr_t;

typedef enum {
    ESP_NETIF_DNS_MAIN = 0,
    ESP_NETIF_DNS_BACKUP,
    ESP_NETIF_DNS_FALLBACK,
    ESP_NETIF_DNS_MAX
} esp_netif_dns_type_t;

typedef struct {
    esp_ip_addr_t ip;
} esp_netif_dns_info_t;

typedef enum {
    ESP_NETIF_DHCP_INIT = 0,
    ESP_NETIF_DHCP_STARTED,
    ESP_NETIF_DHCP_STOPPED,
    ESP_NETIF_DHCP_STATUS_MAX
} esp_netif_dhcp_status_t;

/// `WiFi` has done it.
esp_err_t esp_netif_init(void);
/// It cannot be undone, as there.
esp_err_t esp_netif_deinit(void);
/// The interface of `WiFi`, which is then there; its radio is off until `WiFi` or `esp_wifi_start` turns it on.
esp_netif_t* esp_netif_create_default_wifi_sta(void);
esp_netif_t* esp_netif_create_default_wifi_ap(void);
/// `WIFI_STA_DEF`, `WIFI_AP_DEF`; NULL for others.
esp_netif_t* esp_netif_get_handle_from_ifkey(const char* if_key);
/// The station's while it is joined, else the access point's.
esp_netif_t* esp_netif_get_default_netif(void);
/// It is the station while that is joined, whatever is set.
esp_err_t esp_netif_set_default_netif(esp_netif_t* esp_netif);
/// The one behind another, the first behind NULL; NULL behind the last.
esp_netif_t* esp_netif_next_unsafe(esp_netif_t* esp_netif);
size_t esp_netif_get_nr_of_ifs(void);
/// As `WiFi.STA` and `WiFi.AP` name and number them; -1 of one that is not there.
int esp_netif_get_netif_impl_index(esp_netif_t* esp_netif);
esp_err_t esp_netif_get_netif_impl_name(esp_netif_t* esp_netif, char* name);
int esp_netif_get_route_prio(esp_netif_t* esp_netif);
const char* esp_netif_get_ifkey(esp_netif_t* esp_netif);
const char* esp_netif_get_desc(esp_netif_t* esp_netif);
bool esp_netif_is_netif_up(esp_netif_t* esp_netif);
/// All zero without a network.
esp_err_t esp_netif_get_ip_info(esp_netif_t* esp_netif, esp_netif_ip_info_t* ip_info);
/// As `WiFi.config` and `WiFi.softAPConfig`. ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED while the station asks for an address or the
/// access point gives some; name servers are forgotten with it.
esp_err_t esp_netif_set_ip_info(esp_netif_t* esp_netif, const esp_netif_ip_info_t* ip_info);
/// Who asks for an address: the station from the moment that it is joined. Once it is stopped the network's address stays
/// until another is set.
esp_err_t esp_netif_dhcpc_start(esp_netif_t* esp_netif);
esp_err_t esp_netif_dhcpc_stop(esp_netif_t* esp_netif);
esp_err_t esp_netif_dhcpc_get_status(esp_netif_t* esp_netif, esp_netif_dhcp_status_t* status);
/// Who gives addresses: the access point, and nobody asks it.
esp_err_t esp_netif_dhcps_start(esp_netif_t* esp_netif);
esp_err_t esp_netif_dhcps_stop(esp_netif_t* esp_netif);
esp_err_t esp_netif_dhcps_get_status(esp_netif_t* esp_netif, esp_netif_dhcp_status_t* status);
/// Of the station. Names are asked of the network all the same.
esp_err_t esp_netif_set_dns_info(esp_netif_t* esp_netif, esp_netif_dns_type_t type, esp_netif_dns_info_t* dns);
esp_err_t esp_netif_get_dns_info(esp_netif_t* esp_netif, esp_netif_dns_type_t type, esp_netif_dns_info_t* dns);
/// There are addresses of four bytes only: ESP_FAIL.
esp_err_t esp_netif_create_ip6_linklocal(esp_netif_t* esp_netif);
esp_err_t esp_netif_get_ip6_linklocal(esp_netif_t* esp_netif, esp_ip6_addr_t* if_ip6);
esp_err_t esp_netif_get_ip6_global(esp_netif_t* esp_netif, esp_ip6_addr_t* if_ip6);
esp_err_t esp_netif_get_mac(esp_netif_t* esp_netif, uint8_t mac[]);
esp_err_t esp_netif_get_hostname(esp_netif_t* esp_netif, const char** hostname);
esp_err_t esp_netif_set_hostname(esp_netif_t* esp_netif, const char* hostname);
/// Writes an address as text; NULL if there is no room.
char* esp_ip4addr_ntoa(const esp_ip4_addr_t* addr, char* buf, int buflen);
/// 0xFFFFFFFF if it is none.
uint32_t esp_ip4addr_aton(const char* addr);
void esp_netif_set_ip4_addr(esp_ip4_addr_t* addr, uint8_t a, uint8_t b, uint8_t c, uint8_t d);
/// ESP_FAIL if it is none.
esp_err_t esp_netif_str_to_ip4(const char* src, esp_ip4_addr_t* dst);

#ifdef __cplusplus
}
#endif
