/// Names and numbers of Wi-Fi on the ESP8266. Facts: libraries/ESP8266WiFi/src/ESP8266WiFiType.h and
/// include/wl_definitions.h of the core.
#ifndef ESP8266WIFITYPE_H_
#define ESP8266WIFITYPE_H_

#include <IPAddress.h>
#include <WString.h>
#include <stdint.h>

#include <functional>
#include <memory>

#define WL_SSID_MAX_LENGTH 32
#define WL_WPA_KEY_MAX_LENGTH 63
#define WL_MAC_ADDR_LENGTH 6

typedef enum {
    WL_NO_SHIELD = 255,
    WL_IDLE_STATUS = 0,
    WL_NO_SSID_AVAIL = 1,
    WL_SCAN_COMPLETED = 2,
    WL_CONNECTED = 3,
    WL_CONNECT_FAILED = 4,
    WL_CONNECTION_LOST = 5,
    WL_WRONG_PASSWORD = 6,
    WL_DISCONNECTED = 7
} wl_status_t;

enum wl_enc_type { ENC_TYPE_WEP = 5, ENC_TYPE_TKIP = 2, ENC_TYPE_CCMP = 4, ENC_TYPE_NONE = 7, ENC_TYPE_AUTO = 8 };

typedef enum WiFiMode { WIFI_OFF = 0, WIFI_STA = 1, WIFI_AP = 2, WIFI_AP_STA = 3 } WiFiMode_t;

typedef enum WiFiPhyMode { WIFI_PHY_MODE_11B = 1, WIFI_PHY_MODE_11G = 2, WIFI_PHY_MODE_11N = 3 } WiFiPhyMode_t;

typedef enum WiFiSleepType { WIFI_NONE_SLEEP = 0, WIFI_LIGHT_SLEEP = 1, WIFI_MODEM_SLEEP = 2 } WiFiSleepType_t;

typedef enum WiFiEvent {
    WIFI_EVENT_STAMODE_CONNECTED = 0,
    WIFI_EVENT_STAMODE_DISCONNECTED,
    WIFI_EVENT_STAMODE_AUTHMODE_CHANGE,
    WIFI_EVENT_STAMODE_GOT_IP,
    WIFI_EVENT_STAMODE_DHCP_TIMEOUT,
    WIFI_EVENT_SOFTAPMODE_STACONNECTED,
    WIFI_EVENT_SOFTAPMODE_STADISCONNECTED,
    WIFI_EVENT_SOFTAPMODE_PROBEREQRECVED,
    WIFI_EVENT_MODE_CHANGE,
    WIFI_EVENT_SOFTAPMODE_DISTRIBUTE_STA_IP,
    WIFI_EVENT_MAX,
    WIFI_EVENT_ANY = WIFI_EVENT_MAX
} WiFiEvent_t;

enum WiFiDisconnectReason {
    WIFI_DISCONNECT_REASON_UNSPECIFIED = 1,
    WIFI_DISCONNECT_REASON_AUTH_EXPIRE = 2,
    WIFI_DISCONNECT_REASON_AUTH_LEAVE = 3,
    WIFI_DISCONNECT_REASON_ASSOC_EXPIRE = 4,
    WIFI_DISCONNECT_REASON_ASSOC_TOOMANY = 5,
    WIFI_DISCONNECT_REASON_NOT_AUTHED = 6,
    WIFI_DISCONNECT_REASON_NOT_ASSOCED = 7,
    WIFI_DISCONNECT_REASON_ASSOC_LEAVE = 8,
    WIFI_DISCONNECT_REASON_ASSOC_NOT_AUTHED = 9,
    WIFI_DISCONNECT_REASON_4WAY_HANDSHAKE_TIMEOUT = 15,
    WIFI_DISCONNECT_REASON_BEACON_TIMEOUT = 200,
    WIFI_DISCONNECT_REASON_NO_AP_FOUND = 201,
    WIFI_DISCONNECT_REASON_AUTH_FAIL = 202,
    WIFI_DISCONNECT_REASON_ASSOC_FAIL = 203,
    WIFI_DISCONNECT_REASON_HANDSHAKE_TIMEOUT = 204
};

struct WiFiEventModeChange {
    WiFiMode oldMode;
    WiFiMode newMode;
};

struct WiFiEventStationModeConnected {
    String ssid;
    uint8_t bssid[6];
    uint8_t channel;
};

struct WiFiEventStationModeDisconnected {
    String ssid;
    uint8_t bssid[6];
    WiFiDisconnectReason reason;
};

struct WiFiEventStationModeGotIP {
    IPAddress ip;
    IPAddress mask;
    IPAddress gw;
};

struct WiFiEventStationModeAuthModeChanged {
    uint8_t oldMode;
    uint8_t newMode;
};

struct WiFiEventSoftAPModeStationConnected {
    uint8_t mac[6];
    uint8_t aid;
};

struct WiFiEventSoftAPModeStationDisconnected {
    uint8_t mac[6];
    uint8_t aid;
};

struct WiFiEventSoftAPModeProbeRequestReceived {
    int rssi;
    uint8_t mac[6];
};

struct WiFiEventHandlerOpaque;
/// Whoever holds it hears; it ends with the last copy.
typedef std::shared_ptr<WiFiEventHandlerOpaque> WiFiEventHandler;
typedef void (*WiFiEventCb)(WiFiEvent_t);

#endif
