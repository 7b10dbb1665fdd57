/// Network interfaces by ESP-IDF's names: the station's and the access point's of `WiFi`. Facts:
/// components/esp_netif/include/esp_netif.h, esp_netif_ip_addr.h and esp_netif_defaults.h of ESP-IDF 5.5.1.
///
/// Missing: interfaces of one's own, DHCP servers, static addresses (`WiFi.config` has them), IPv6.
#pragma once

#include <WiFiType.h>
#include <esp_err.h>
#include <esp_event.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_ESP_NETIF_BASE 0x5000
#define ESP_ERR_ESP_NETIF_INVALID_PARAMS (ESP_ERR_ESP_NETIF_BASE + 0x01)
#define ESP_ERR_ESP_NETIF_IF_NOT_READY (ESP_ERR_ESP_NETIF_BASE + 0x02)

typedef struct esp_netif_obj esp_netif_t;

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
const char* esp_netif_get_ifkey(esp_netif_t* esp_netif);
const char* esp_netif_get_desc(esp_netif_t* esp_netif);
bool esp_netif_is_netif_up(esp_netif_t* esp_netif);
/// All zero without a network.
esp_err_t esp_netif_get_ip_info(esp_netif_t* esp_netif, esp_netif_ip_info_t* ip_info);
esp_err_t esp_netif_get_mac(esp_netif_t* esp_netif, uint8_t mac[]);
esp_err_t esp_netif_get_hostname(esp_netif_t* esp_netif, const char** hostname);
esp_err_t esp_netif_set_hostname(esp_netif_t* esp_netif, const char* hostname);
/// Writes an address as text; NULL if there is no room.
char* esp_ip4addr_ntoa(const esp_ip4_addr_t* addr, char* buf, int buflen);
/// 0xFFFFFFFF if it is none.
uint32_t esp_ip4addr_aton(const char* addr);

#ifdef __cplusplus
}
#endif
