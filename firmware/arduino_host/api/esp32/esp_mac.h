/// MAC addresses of ESP-IDF (components/esp_hw_support/include/esp_mac.h), from the board's fuses.
#pragma once

#include <esp_err.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { ESP_MAC_WIFI_STA, ESP_MAC_WIFI_SOFTAP, ESP_MAC_BT, ESP_MAC_ETH } esp_mac_type_t;

#define MACSTR "%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC2STR(a) (a)[0], (a)[1], (a)[2], (a)[3], (a)[4], (a)[5]

/// ESP_ERR_INVALID_CRC where the fuses do not agree with their checksum.
esp_err_t esp_efuse_mac_get_default(uint8_t* mac);
/// The four addresses of a chip follow each other.
esp_err_t esp_read_mac(uint8_t* mac, esp_mac_type_t type);
esp_err_t esp_base_mac_addr_get(uint8_t* mac);

#ifdef __cplusplus
}
#endif
