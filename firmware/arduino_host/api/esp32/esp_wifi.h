/// The driver of the radio by ESP-IDF's own names, as far as sketches use it beside `WiFi`. Facts:
/// components/esp_wifi/include/esp_wifi.h and esp_wifi_types_generic.h of ESP-IDF 5.
///
/// Missing: elements of vendors, CSI, thresholds of the signal, rates. What is set and means nothing in a simulated network
/// (country, bandwidth, power, filters, an own MAC) is kept and told again.
#pragma once

#include <WiFiType.h>
#include <esp_err.h>
#include <esp_wifi_types.h>
#include <stdbool.h>
#include <stdint.h>

#define ESP_ERR_WIFI_NOT_INIT (ESP_ERR_WIFI_BASE + 1)
#define ESP_ERR_WIFI_NOT_STARTED (ESP_ERR_WIFI_BASE + 2)
#define ESP_ERR_WIFI_NOT_STOPPED (ESP_ERR_WIFI_BASE + 3)
#define ESP_ERR_WIFI_IF (ESP_ERR_WIFI_BASE + 4)
#define ESP_ERR_WIFI_MODE (ESP_ERR_WIFI_BASE + 5)
#define ESP_ERR_WIFI_STATE (ESP_ERR_WIFI_BASE + 6)
#define ESP_ERR_WIFI_CONN (ESP_ERR_WIFI_BASE + 7)
#define ESP_ERR_WIFI_NVS (ESP_ERR_WIFI_BASE + 8)
#define ESP_ERR_WIFI_MAC (ESP_ERR_WIFI_BASE + 9)
#define ESP_ERR_WIFI_SSID (ESP_ERR_WIFI_BASE + 10)
#define ESP_ERR_WIFI_PASSWORD (ESP_ERR_WIFI_BASE + 11)
#define ESP_ERR_WIFI_TIMEOUT (ESP_ERR_WIFI_BASE + 12)
#define ESP_ERR_WIFI_NOT_CONNECT (ESP_ERR_WIFI_BASE + 15)

/// dBm: the core's build (its sdkconfig.h).
#define CONFIG_ESP_PHY_MAX_WIFI_TX_POWER 20
#define CONFIG_ESP32_PHY_MAX_WIFI_TX_POWER CONFIG_ESP_PHY_MAX_WIFI_TX_POWER

#ifdef __cplusplus
extern "C" {
#endif

/// Nothing of it is looked at.
typedef struct {
    int magic;
} wifi_init_config_t;

#define WIFI_INIT_CONFIG_DEFAULT() \
    { 0x1F2F3F4F }

esp_err_t esp_wifi_init(const wifi_init_config_t* config);
esp_err_t esp_wifi_deinit(void);
/// The calls below give ESP_ERR_WIFI_NOT_INIT until `WiFi` or `esp_wifi_init` has begun, and those that need the air
/// ESP_ERR_WIFI_NOT_STARTED until `WiFi` or `esp_wifi_start` has turned the radio on.
esp_err_t esp_wifi_set_mode(wifi_mode_t mode);
esp_err_t esp_wifi_get_mode(wifi_mode_t* mode);
/// Turns the radio on in its mode, a station's unless another was chosen, and tells WIFI_EVENT_STA_START.
esp_err_t esp_wifi_start(void);
esp_err_t esp_wifi_stop(void);
esp_err_t esp_wifi_restore(void);
esp_err_t esp_wifi_set_storage(wifi_storage_t storage);

/// Of the station what it joins or was told to; of an access point its name and password. An access point's is set while
/// the mode has one, else ESP_ERR_WIFI_MODE; a password of fewer than 8 letters is ESP_ERR_WIFI_PASSWORD.
esp_err_t esp_wifi_get_config(wifi_interface_t interface, wifi_config_t* conf);
esp_err_t esp_wifi_set_config(wifi_interface_t interface, wifi_config_t* conf);
esp_err_t esp_wifi_connect(void);
esp_err_t esp_wifi_disconnect(void);
esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* ap_info);
esp_err_t esp_wifi_get_mac(wifi_interface_t ifx, uint8_t mac[6]);
/// 1 to 13. The one network there is stays on its own, and a station that is in it goes back there.
esp_err_t esp_wifi_set_channel(uint8_t primary, wifi_second_chan_t second);
esp_err_t esp_wifi_get_channel(uint8_t* primary, wifi_second_chan_t* second);

esp_err_t esp_wifi_set_ps(wifi_ps_type_t type);
esp_err_t esp_wifi_get_ps(wifi_ps_type_t* type);
esp_err_t esp_wifi_set_country(const wifi_country_t* country);
esp_err_t esp_wifi_get_country(wifi_country_t* country);
esp_err_t esp_wifi_set_country_code(const char* country, bool ieee80211d_enabled);
esp_err_t esp_wifi_get_country_code(char* country);
esp_err_t esp_wifi_set_bandwidth(wifi_interface_t ifx, wifi_bandwidth_t bw);
esp_err_t esp_wifi_get_bandwidth(wifi_interface_t ifx, wifi_bandwidth_t* bw);
esp_err_t esp_wifi_set_protocol(wifi_interface_t ifx, uint8_t protocol_bitmap);
esp_err_t esp_wifi_get_protocol(wifi_interface_t ifx, uint8_t* protocol_bitmap);

/// As `WiFi.scanNetworks`, which gives what is heard, too, and with the same event at its end. Only what fits the name,
/// address and channel of `config` is in the list; times do not show. ESP_ERR_WIFI_MODE without a station,
/// ESP_ERR_WIFI_STATE while another scan is under way.
esp_err_t esp_wifi_scan_start(const wifi_scan_config_t* config, bool block);
esp_err_t esp_wifi_scan_stop(void);
esp_err_t esp_wifi_scan_get_ap_num(uint16_t* number);
/// Empties the list, whatever had room.
esp_err_t esp_wifi_scan_get_ap_records(uint16_t* number, wifi_ap_record_t* ap_records);
/// ESP_FAIL when there is none left.
esp_err_t esp_wifi_scan_get_ap_record(wifi_ap_record_t* ap_record);
esp_err_t esp_wifi_clear_ap_list(void);

/// What is asked for is kept; no packet of others ever comes.
typedef void (*wifi_promiscuous_cb_t)(void* buf, wifi_promiscuous_pkt_type_t type);
esp_err_t esp_wifi_set_promiscuous(bool en);
esp_err_t esp_wifi_get_promiscuous(bool* en);
esp_err_t esp_wifi_set_promiscuous_rx_cb(wifi_promiscuous_cb_t cb);
esp_err_t esp_wifi_set_promiscuous_filter(const wifi_promiscuous_filter_t* filter);
esp_err_t esp_wifi_get_promiscuous_filter(wifi_promiscuous_filter_t* filter);
esp_err_t esp_wifi_set_promiscuous_ctrl_filter(const wifi_promiscuous_filter_t* filter);
esp_err_t esp_wifi_get_promiscuous_ctrl_filter(wifi_promiscuous_filter_t* filter);
/// 24 to 1500 bytes, by an interface that the mode has; nobody hears them.
esp_err_t esp_wifi_80211_tx(wifi_interface_t ifx, const void* buffer, int len, bool en_sys_seq);

// Nobody joins an access point.
esp_err_t esp_wifi_ap_get_sta_list(wifi_sta_list_t* sta);
esp_err_t esp_wifi_ap_get_sta_aid(const uint8_t mac[6], uint16_t* aid);
/// 0: all.
esp_err_t esp_wifi_deauth_sta(uint16_t aid);

/// `esp_wifi_get_mac` gives it then; the network sees that of the fuses. A group's address is ESP_ERR_WIFI_MAC.
esp_err_t esp_wifi_set_mac(wifi_interface_t ifx, const uint8_t mac[6]);
/// Seconds, a station's from 3, an access point's from 10.
esp_err_t esp_wifi_set_inactive_time(wifi_interface_t ifx, uint16_t sec);
esp_err_t esp_wifi_get_inactive_time(wifi_interface_t ifx, uint16_t* sec);
/// ESP_FAIL out of a network.
esp_err_t esp_wifi_sta_get_rssi(int* rssi);
esp_err_t esp_wifi_sta_get_negotiated_phymode(wifi_phy_mode_t* phymode);
/// Quarters of a dBm, 8 to 84.
esp_err_t esp_wifi_set_max_tx_power(int8_t power);
esp_err_t esp_wifi_get_max_tx_power(int8_t* power);

#ifdef __cplusplus
}
#endif
