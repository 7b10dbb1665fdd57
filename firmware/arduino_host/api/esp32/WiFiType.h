/// Names and numbers of Wi-Fi on the ESP32. Facts: libraries/WiFi/src/WiFiType.h, libraries/Network/src/NetworkEvents.h
/// of arduino-esp32 3.x; esp_wifi_types.h and esp_netif_types.h of ESP-IDF 5.
#ifndef ESP32WIFITYPE_H_
#define ESP32WIFITYPE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
// ESP-IDF's headers include this, and sketches include those as C.
extern "C++" {
#include <functional>
#endif

typedef enum {
    WL_NO_SHIELD = 255,
    WL_STOPPED = 254,
    WL_IDLE_STATUS = 0,
    WL_NO_SSID_AVAIL = 1,
    WL_SCAN_COMPLETED = 2,
    WL_CONNECTED = 3,
    WL_CONNECT_FAILED = 4,
    WL_CONNECTION_LOST = 5,
    WL_DISCONNECTED = 6
} wl_status_t;

typedef enum {
    WIFI_MODE_NULL = 0,
    WIFI_MODE_STA,
    WIFI_MODE_AP,
    WIFI_MODE_APSTA,
    WIFI_MODE_NAN,
    WIFI_MODE_MAX
} wifi_mode_t;

#define WiFiMode_t wifi_mode_t
#define WIFI_OFF WIFI_MODE_NULL
#define WIFI_STA WIFI_MODE_STA
#define WIFI_AP WIFI_MODE_AP
#define WIFI_AP_STA WIFI_MODE_APSTA

#define WiFiEvent_t arduino_event_id_t
#define WiFiEventInfo_t arduino_event_info_t
#define WiFiEventId_t wifi_event_id_t

typedef enum { WIFI_PS_NONE, WIFI_PS_MIN_MODEM, WIFI_PS_MAX_MODEM } wifi_ps_type_t;

typedef enum {
    WIFI_AUTH_OPEN = 0,
    WIFI_AUTH_WEP,
    WIFI_AUTH_WPA_PSK,
    WIFI_AUTH_WPA2_PSK,
    WIFI_AUTH_WPA_WPA2_PSK,
    WIFI_AUTH_ENTERPRISE,
    WIFI_AUTH_WPA2_ENTERPRISE = WIFI_AUTH_ENTERPRISE,
    WIFI_AUTH_WPA3_PSK,
    WIFI_AUTH_WPA2_WPA3_PSK,
    WIFI_AUTH_WAPI_PSK,
    WIFI_AUTH_OWE,
    WIFI_AUTH_WPA3_ENT_192,
    WIFI_AUTH_MAX = 16
} wifi_auth_mode_t;

typedef enum { ESP_IF_WIFI_STA = 0, ESP_IF_WIFI_AP, ESP_IF_WIFI_NAN, ESP_IF_ETH, ESP_IF_MAX } esp_interface_t;
typedef enum { WIFI_IF_STA = ESP_IF_WIFI_STA, WIFI_IF_AP = ESP_IF_WIFI_AP } wifi_interface_t;
typedef enum { WIFI_BW_HT20 = 1, WIFI_BW_HT40 = 2 } wifi_bandwidth_t;

/// Of a board with two antennas, which these are not.
typedef enum { WIFI_RX_ANT0 = 0, WIFI_RX_ANT1, WIFI_RX_ANT_AUTO } wifi_rx_ant_t;
typedef enum { WIFI_TX_ANT0 = 0, WIFI_TX_ANT1, WIFI_TX_ANT_AUTO } wifi_tx_ant_t;

typedef enum { WIFI_FAST_SCAN = 0, WIFI_ALL_CHANNEL_SCAN } wifi_scan_method_t;
typedef enum { WIFI_CONNECT_AP_BY_SIGNAL = 0, WIFI_CONNECT_AP_BY_SECURITY } wifi_sort_method_t;

typedef enum { SC_TYPE_ESPTOUCH, SC_TYPE_AIRKISS, SC_TYPE_ESPTOUCH_AIRKISS, SC_TYPE_ESPTOUCH_V2 } smartconfig_type_t;

typedef enum { WIFI_BAND_MODE_2G_ONLY = 1, WIFI_BAND_MODE_5G_ONLY = 2, WIFI_BAND_MODE_AUTO = 3 } wifi_band_mode_t;

/// Quarters of a dBm.
typedef enum {
    WIFI_POWER_21dBm = 84,
    WIFI_POWER_20_5dBm = 82,
    WIFI_POWER_20dBm = 80,
    WIFI_POWER_19_5dBm = 78,
    WIFI_POWER_19dBm = 76,
    WIFI_POWER_18_5dBm = 74,
    WIFI_POWER_17dBm = 68,
    WIFI_POWER_15dBm = 60,
    WIFI_POWER_13dBm = 52,
    WIFI_POWER_11dBm = 44,
    WIFI_POWER_8_5dBm = 34,
    WIFI_POWER_7dBm = 28,
    WIFI_POWER_5dBm = 20,
    WIFI_POWER_2dBm = 8,
    WIFI_POWER_MINUS_1dBm = -4
} wifi_power_t;

typedef enum {
    WIFI_REASON_UNSPECIFIED = 1,
    WIFI_REASON_AUTH_EXPIRE = 2,
    WIFI_REASON_AUTH_LEAVE = 3,
    WIFI_REASON_ASSOC_EXPIRE = 4,
    WIFI_REASON_ASSOC_TOOMANY = 5,
    WIFI_REASON_NOT_AUTHED = 6,
    WIFI_REASON_NOT_ASSOCED = 7,
    WIFI_REASON_ASSOC_LEAVE = 8,
    WIFI_REASON_ASSOC_NOT_AUTHED = 9,
    WIFI_REASON_MIC_FAILURE = 14,
    WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT = 15,
    WIFI_REASON_GROUP_KEY_UPDATE_TIMEOUT = 16,
    WIFI_REASON_802_1X_AUTH_FAILED = 23,
    WIFI_REASON_BEACON_TIMEOUT = 200,
    WIFI_REASON_NO_AP_FOUND = 201,
    WIFI_REASON_AUTH_FAIL = 202,
    WIFI_REASON_ASSOC_FAIL = 203,
    WIFI_REASON_HANDSHAKE_TIMEOUT = 204,
    WIFI_REASON_CONNECTION_FAIL = 205
} wifi_err_reason_t;

/// Those of a station and of an access point happen; nothing else is on a simulated board. Facts:
/// libraries/Network/src/NetworkEvents.h.
typedef enum {
    ARDUINO_EVENT_NONE = 0,
    ARDUINO_EVENT_ETH_START,
    ARDUINO_EVENT_ETH_STOP,
    ARDUINO_EVENT_ETH_CONNECTED,
    ARDUINO_EVENT_ETH_DISCONNECTED,
    ARDUINO_EVENT_ETH_GOT_IP,
    ARDUINO_EVENT_ETH_LOST_IP,
    ARDUINO_EVENT_ETH_GOT_IP6,
    ARDUINO_EVENT_WIFI_OFF = 100,
    ARDUINO_EVENT_WIFI_READY,
    ARDUINO_EVENT_WIFI_SCAN_DONE,
    ARDUINO_EVENT_WIFI_FTM_REPORT,
    ARDUINO_EVENT_WIFI_STA_START = 110,
    ARDUINO_EVENT_WIFI_STA_STOP,
    ARDUINO_EVENT_WIFI_STA_CONNECTED,
    ARDUINO_EVENT_WIFI_STA_DISCONNECTED,
    ARDUINO_EVENT_WIFI_STA_AUTHMODE_CHANGE,
    ARDUINO_EVENT_WIFI_STA_GOT_IP,
    ARDUINO_EVENT_WIFI_STA_GOT_IP6,
    ARDUINO_EVENT_WIFI_STA_LOST_IP,
    ARDUINO_EVENT_WIFI_AP_START = 130,
    ARDUINO_EVENT_WIFI_AP_STOP,
    ARDUINO_EVENT_WIFI_AP_STACONNECTED,
    ARDUINO_EVENT_WIFI_AP_STADISCONNECTED,
    ARDUINO_EVENT_WIFI_AP_STAIPASSIGNED,
    ARDUINO_EVENT_WIFI_AP_PROBEREQRECVED,
    ARDUINO_EVENT_WIFI_AP_GOT_IP6,
    ARDUINO_EVENT_WPS_ER_SUCCESS = 140,
    ARDUINO_EVENT_WPS_ER_FAILED,
    ARDUINO_EVENT_WPS_ER_TIMEOUT,
    ARDUINO_EVENT_WPS_ER_PIN,
    ARDUINO_EVENT_WPS_ER_PBC_OVERLAP,
    ARDUINO_EVENT_SC_SCAN_DONE = 150,
    ARDUINO_EVENT_SC_FOUND_CHANNEL,
    ARDUINO_EVENT_SC_GOT_SSID_PSWD,
    ARDUINO_EVENT_SC_SEND_ACK_DONE,
    ARDUINO_EVENT_PROV_INIT = 160,
    ARDUINO_EVENT_PROV_DEINIT,
    ARDUINO_EVENT_PROV_START,
    ARDUINO_EVENT_PROV_END,
    ARDUINO_EVENT_PROV_CRED_RECV,
    ARDUINO_EVENT_PROV_CRED_FAIL,
    ARDUINO_EVENT_PROV_CRED_SUCCESS,
    ARDUINO_EVENT_MAX = 208
} arduino_event_id_t;

// Names of 1.x, which many sketches still have.
#define SYSTEM_EVENT_STA_START ARDUINO_EVENT_WIFI_STA_START
#define SYSTEM_EVENT_STA_STOP ARDUINO_EVENT_WIFI_STA_STOP
#define SYSTEM_EVENT_STA_CONNECTED ARDUINO_EVENT_WIFI_STA_CONNECTED
#define SYSTEM_EVENT_STA_DISCONNECTED ARDUINO_EVENT_WIFI_STA_DISCONNECTED
#define SYSTEM_EVENT_STA_GOT_IP ARDUINO_EVENT_WIFI_STA_GOT_IP
#define SYSTEM_EVENT_STA_LOST_IP ARDUINO_EVENT_WIFI_STA_LOST_IP

typedef struct {
    uint32_t addr;
} esp_ip4_addr_t;

typedef struct {
    esp_ip4_addr_t ip;
    esp_ip4_addr_t netmask;
    esp_ip4_addr_t gw;
} esp_netif_ip_info_t;

typedef struct {
    /// Of the station (`esp_netif_get_ifkey` names it).
    struct esp_netif_obj* esp_netif;
    esp_netif_ip_info_t ip_info;
    bool ip_changed;
} ip_event_got_ip_t;

typedef struct {
    uint8_t ssid[32];
    uint8_t ssid_len;
    uint8_t bssid[6];
    uint8_t channel;
    wifi_auth_mode_t authmode;
    uint16_t aid;
} wifi_event_sta_connected_t;

typedef struct {
    uint8_t ssid[32];
    uint8_t ssid_len;
    uint8_t bssid[6];
    uint8_t reason;
    int8_t rssi;
} wifi_event_sta_disconnected_t;

typedef struct {
    uint32_t status;
    uint8_t number;
    uint8_t scan_id;
} wifi_event_sta_scan_done_t;

typedef struct {
    uint8_t mac[6];
    uint8_t aid;
    bool is_mesh_child;
} wifi_event_ap_staconnected_t;

typedef struct {
    uint8_t mac[6];
    uint8_t aid;
    bool is_mesh_child;
    uint16_t reason;
} wifi_event_ap_stadisconnected_t;

typedef struct {
    int rssi;
    uint8_t mac[6];
} wifi_event_ap_probe_req_rx_t;

typedef struct {
    esp_ip4_addr_t ip;
    uint8_t mac[6];
} ip_event_ap_staipassigned_t;

typedef struct {
    uint8_t pin_code[8];
} wifi_event_sta_wps_er_pin_t;

typedef enum { WPS_FAIL_REASON_NORMAL = 0, WPS_FAIL_REASON_RECV_M2D, WPS_FAIL_REASON_RECV_DEAUTH } wifi_event_sta_wps_fail_reason_t;

/// How far away an access point is, by time: none here can tell.
typedef enum {
    FTM_STATUS_SUCCESS = 0,
    FTM_STATUS_UNSUPPORTED,
    FTM_STATUS_CONF_REJECTED,
    FTM_STATUS_NO_RESPONSE,
    FTM_STATUS_FAIL,
    FTM_STATUS_NO_VALID_MSG,
    FTM_STATUS_USER_TERM
} wifi_ftm_status_t;

typedef struct {
    uint8_t dlog_token;
    int8_t rssi;
    uint32_t rtt;
    uint64_t t1;
    uint64_t t2;
    uint64_t t3;
    uint64_t t4;
} wifi_ftm_report_entry_t;

typedef struct {
    uint8_t peer_mac[6];
    wifi_ftm_status_t status;
    uint32_t rtt_raw;
    uint32_t rtt_est;
    uint32_t dist_est;
    wifi_ftm_report_entry_t* ftm_report_data;
    uint8_t ftm_report_num_entries;
} wifi_event_ftm_report_t;

typedef union {
    ip_event_ap_staipassigned_t wifi_ap_staipassigned;
    ip_event_got_ip_t got_ip;
    wifi_event_ap_staconnected_t wifi_ap_staconnected;
    wifi_event_ap_stadisconnected_t wifi_ap_stadisconnected;
    wifi_event_ap_probe_req_rx_t wifi_ap_probereqrecved;
    wifi_event_sta_connected_t wifi_sta_connected;
    wifi_event_sta_disconnected_t wifi_sta_disconnected;
    wifi_event_sta_scan_done_t wifi_scan_done;
    wifi_event_sta_wps_er_pin_t wps_er_pin;
    wifi_event_sta_wps_fail_reason_t wps_fail_reason;
    wifi_event_ftm_report_t wifi_ftm_report;
} arduino_event_info_t;

#define IPSTR "%d.%d.%d.%d"
#define IP2STR(ipaddr)                                                              \
    (int)((ipaddr)->addr & 0xFF), (int)((ipaddr)->addr >> 8 & 0xFF),                \
        (int)((ipaddr)->addr >> 16 & 0xFF), (int)((ipaddr)->addr >> 24 & 0xFF)

#ifdef __cplusplus
struct arduino_event_t {
    arduino_event_id_t event_id;
    arduino_event_info_t event_info;
};

using WiFiEventCb = void (*)(arduino_event_id_t event);
using WiFiEventFuncCb = std::function<void(arduino_event_id_t event, arduino_event_info_t info)>;
using WiFiEventSysCb = void (*)(arduino_event_t* event);
typedef size_t wifi_event_id_t;
}
#endif

#endif
