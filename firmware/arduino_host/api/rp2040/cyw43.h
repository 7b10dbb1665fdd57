/// The radio's driver by its own names (src/cyw43.h of cyw43-driver, as pico-sdk 2 has it): what it knows of the network that
/// `WiFi` has joined.
///
/// Missing: joining and scans (`WiFi` does them), Bluetooth, and of the state all but what is told here.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CYW43_ITF_STA 0
#define CYW43_ITF_AP 1

#define CYW43_LINK_DOWN 0
#define CYW43_LINK_JOIN 1
#define CYW43_LINK_NOIP 2
#define CYW43_LINK_UP 3
#define CYW43_LINK_FAIL (-1)
#define CYW43_LINK_NONET (-2)
#define CYW43_LINK_BADAUTH (-3)

#define CYW43_AUTH_OPEN 0
#define CYW43_AUTH_WPA_TKIP_PSK 0x00200002
#define CYW43_AUTH_WPA2_AES_PSK 0x00400004
#define CYW43_AUTH_WPA2_MIXED_PSK 0x00400006

#define CYW43_NO_POWERSAVE_MODE 0
#define CYW43_PM1_POWERSAVE_MODE 1
#define CYW43_PM2_POWERSAVE_MODE 2
#define CYW43_DEFAULT_PM (cyw43_pm_value(CYW43_PM2_POWERSAVE_MODE, 200, 1, 1, 10))
#define CYW43_AGGRESSIVE_PM (cyw43_pm_value(CYW43_PM2_POWERSAVE_MODE, 2000, 1, 1, 10))
#define CYW43_PERFORMANCE_PM (cyw43_pm_value(CYW43_PM2_POWERSAVE_MODE, 20, 1, 1, 1))

#define CYW43_COUNTRY(A, B, REV) ((unsigned char)(A) | ((unsigned char)(B) << 8) | ((REV) << 16))
#define CYW43_COUNTRY_WORLDWIDE CYW43_COUNTRY('X', 'X', 0)

#ifdef __cplusplus
extern "C" {
#endif

typedef struct oceanhil_cyw43 cyw43_t;
extern cyw43_t cyw43_state;

static inline uint32_t cyw43_pm_value(uint8_t pm_mode, uint16_t pm2_sleep_ret_ms, uint8_t li_beacon_period,
                                      uint8_t li_dtim_period, uint8_t li_assoc) {
    return (uint32_t)li_assoc << 20 | (uint32_t)li_dtim_period << 16 | (uint32_t)li_beacon_period << 12 |
           (uint32_t)(pm2_sleep_ret_ms / 10) << 4 | pm_mode;
}

/// Is told again; nothing is faster or slower. Each gives 0.
int cyw43_wifi_pm(cyw43_t* self, uint32_t pm);
int cyw43_wifi_get_pm(cyw43_t* self, uint32_t* pm);
/// CYW43_LINK_JOIN in a network, else CYW43_LINK_DOWN, or why it was not joined.
int cyw43_wifi_link_status(cyw43_t* self, int itf);
/// As that, but CYW43_LINK_UP in a network.
int cyw43_tcpip_link_status(cyw43_t* self, int itf);
/// -1 out of a network.
int cyw43_wifi_get_rssi(cyw43_t* self, int32_t* rssi);
int cyw43_wifi_get_bssid(cyw43_t* self, uint8_t bssid[6]);
int cyw43_wifi_get_mac(cyw43_t* self, int itf, uint8_t mac[6]);
int cyw43_wifi_leave(cyw43_t* self, int itf);

#ifdef __cplusplus
}
#endif
