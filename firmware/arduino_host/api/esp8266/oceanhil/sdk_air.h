/// What the ESP8266's SDK tells of the air beside the network that it is in: events, scans, packets of others and of one's
/// own. Facts: tools/sdk/include/user_interface.h of esp8266/Arduino 3.1.
///
/// Missing: what RFID modules hear, elements of vendors, a lamp for the state of the station.
#ifndef OCEANHIL_SDK_AIR_H
#define OCEANHIL_SDK_AIR_H

#include <c_types.h>
#include <gpio.h>

#include "oceanhil/sdk_wifi.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    EVENT_STAMODE_CONNECTED = 0,
    EVENT_STAMODE_DISCONNECTED,
    EVENT_STAMODE_AUTHMODE_CHANGE,
    EVENT_STAMODE_GOT_IP,
    EVENT_STAMODE_DHCP_TIMEOUT,
    EVENT_SOFTAPMODE_STACONNECTED,
    EVENT_SOFTAPMODE_STADISCONNECTED,
    EVENT_SOFTAPMODE_PROBEREQRECVED,
    EVENT_OPMODE_CHANGED,
    EVENT_SOFTAPMODE_DISTRIBUTE_STA_IP,
    EVENT_MAX
};

enum {
    REASON_UNSPECIFIED = 1,
    REASON_AUTH_EXPIRE = 2,
    REASON_AUTH_LEAVE = 3,
    REASON_ASSOC_EXPIRE = 4,
    REASON_ASSOC_TOOMANY = 5,
    REASON_NOT_AUTHED = 6,
    REASON_NOT_ASSOCED = 7,
    REASON_ASSOC_LEAVE = 8,
    REASON_ASSOC_NOT_AUTHED = 9,
    REASON_4WAY_HANDSHAKE_TIMEOUT = 15,
    REASON_BEACON_TIMEOUT = 200,
    REASON_NO_AP_FOUND = 201,
    REASON_AUTH_FAIL = 202,
    REASON_ASSOC_FAIL = 203,
    REASON_HANDSHAKE_TIMEOUT = 204
};

typedef struct {
    uint8 ssid[32];
    uint8 ssid_len;
    uint8 bssid[6];
    uint8 channel;
} Event_StaMode_Connected_t;

typedef struct {
    uint8 ssid[32];
    uint8 ssid_len;
    uint8 bssid[6];
    uint8 reason;
} Event_StaMode_Disconnected_t;

typedef struct {
    uint8 old_mode;
    uint8 new_mode;
} Event_StaMode_AuthMode_Change_t;

typedef struct {
    struct ipv4_addr ip;
    struct ipv4_addr mask;
    struct ipv4_addr gw;
} Event_StaMode_Got_IP_t;

typedef struct {
    uint8 mac[6];
    uint8 aid;
} Event_SoftAPMode_StaConnected_t;

typedef struct {
    uint8 mac[6];
    struct ipv4_addr ip;
    uint8 aid;
} Event_SoftAPMode_Distribute_Sta_IP_t;

typedef struct {
    uint8 mac[6];
    uint8 aid;
} Event_SoftAPMode_StaDisconnected_t;

typedef struct {
    int rssi;
    uint8 mac[6];
} Event_SoftAPMode_ProbeReqRecved_t;

typedef struct {
    uint8 old_opmode;
    uint8 new_opmode;
} Event_OpMode_Change_t;

typedef union {
    Event_StaMode_Connected_t connected;
    Event_StaMode_Disconnected_t disconnected;
    Event_StaMode_AuthMode_Change_t auth_change;
    Event_StaMode_Got_IP_t got_ip;
    Event_SoftAPMode_StaConnected_t sta_connected;
    Event_SoftAPMode_StaDisconnected_t sta_disconnected;
    Event_SoftAPMode_ProbeReqRecved_t ap_probereqrecved;
    Event_SoftAPMode_Distribute_Sta_IP_t distribute_sta_ip;
    Event_OpMode_Change_t opmode_changed;
} Event_Info_u;

typedef struct _esp_event {
    uint32 event;
    Event_Info_u event_info;
} System_Event_t;

/// There is one handler: with one of a sketch's own, those of `WiFi` hear of the station no more, as in the core. The
/// station's events come, and changes of the mode.
typedef void (*wifi_event_handler_cb_t)(System_Event_t* event);
void wifi_set_event_handler_cb(wifi_event_handler_cb_t cb);

typedef enum { WIFI_SCAN_TYPE_ACTIVE = 0, WIFI_SCAN_TYPE_PASSIVE } wifi_scan_type_t;

typedef struct {
    uint32_t min;
    uint32_t max;
} wifi_active_scan_time_t;

typedef union {
    wifi_active_scan_time_t active;
    uint32_t passive;
} wifi_scan_time_t;

struct scan_config {
    uint8* ssid;
    uint8* bssid;
    uint8 channel;
    uint8 show_hidden;
    wifi_scan_type_t scan_type;
    wifi_scan_time_t scan_time;
};

/// Calls `cb` with the first `bss_info` of a list, nullptr of an empty one, which is gone behind the call. False without a station,
/// and while another scan is under way.
typedef void (*scan_done_cb_t)(void* arg, STATUS status);
bool wifi_station_scan(struct scan_config* config, scan_done_cb_t cb);

/// What is asked for is kept; no packet of others ever comes.
typedef void (*wifi_promiscuous_cb_t)(uint8* buf, uint16 len);
void wifi_promiscuous_enable(uint8 promiscuous);
void wifi_set_promiscuous_rx_cb(wifi_promiscuous_cb_t cb);
void wifi_promiscuous_set_mac(const uint8_t* address);

/// 24 to 1400 bytes, of which the callback tells a millisecond later that they are sent; nobody hears them. -1 while one is on
/// its way, of another length, and where the radio is off.
typedef void (*freedom_outside_cb_t)(uint8 status);
int wifi_send_pkt_freedom(uint8* buf, int len, bool sys_seq);
int wifi_register_send_pkt_freedom_cb(freedom_outside_cb_t cb);
void wifi_unregister_send_pkt_freedom_cb(void);

enum FIXED_RATE {
    PHY_RATE_48 = 0x8,
    PHY_RATE_24 = 0x9,
    PHY_RATE_12 = 0xA,
    PHY_RATE_6 = 0xB,
    PHY_RATE_54 = 0xC,
    PHY_RATE_36 = 0xD,
    PHY_RATE_18 = 0xE,
    PHY_RATE_9 = 0xF
};

#define FIXED_RATE_MASK_NONE 0x00
#define FIXED_RATE_MASK_STA 0x01
#define FIXED_RATE_MASK_AP 0x02
#define FIXED_RATE_MASK_ALL 0x03

/// Are told again; nothing is faster or slower.
int wifi_set_user_fixed_rate(uint8 enable_mask, uint8 rate);
int wifi_get_user_fixed_rate(uint8* enable_mask, uint8* rate);

/// Whose broadcasts there are: 1 the station, 2 the access point, 3 both. Nobody hears any.
uint8 wifi_get_broadcast_if(void);
bool wifi_set_broadcast_if(uint8 interface);
/// No pin wakes the radio: nothing is attached to one.
void wifi_enable_gpio_wakeup(uint32 i, GPIO_INT_TYPE intr_status);
void wifi_disable_gpio_wakeup(void);

enum dhcps_offer_option { OFFER_START = 0x00, OFFER_ROUTER = 0x01, OFFER_END };
/// Nobody asks the access point for an address.
bool wifi_softap_set_dhcps_offer_option(uint8 level, void* optarg);
enum dhcp_status wifi_softap_dhcps_status(void);

#ifdef __cplusplus
}
#endif

#endif
