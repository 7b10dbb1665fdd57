/// Wi-Fi as the ESP8266's SDK has it, below `WiFi` of the core. Facts: tools/sdk/include/user_interface.h.
#ifndef OCEANHIL_SDK_WIFI_H
#define OCEANHIL_SDK_WIFI_H

#include <c_types.h>
#include <ip_addr.h>
#include <sys/queue.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NULL_MODE 0x00
#define STATION_MODE 0x01
#define SOFTAP_MODE 0x02
#define STATIONAP_MODE 0x03

#define STATION_IF 0x00
#define SOFTAP_IF 0x01

typedef enum _auth_mode {
    AUTH_OPEN = 0,
    AUTH_WEP,
    AUTH_WPA_PSK,
    AUTH_WPA2_PSK,
    AUTH_WPA_WPA2_PSK,
    AUTH_MAX
} AUTH_MODE;

typedef struct {
    int8 rssi;
    AUTH_MODE authmode;
} wifi_fast_scan_threshold_t;

struct station_config {
    uint8 ssid[32];
    uint8 password[64];
    uint8 bssid_set;
    uint8 bssid[6];
    wifi_fast_scan_threshold_t threshold;
};

struct softap_config {
    uint8 ssid[32];
    uint8 password[64];
    uint8 ssid_len;
    uint8 channel;
    AUTH_MODE authmode;
    uint8 ssid_hidden;
    uint8 max_connection;
    uint16 beacon_interval;
};

struct station_info {
    STAILQ_ENTRY(station_info) next;
    uint8 bssid[6];
    struct ipv4_addr ip;
};

struct bss_info {
    STAILQ_ENTRY(bss_info) next;
    uint8 bssid[6];
    uint8 ssid[32];
    uint8 ssid_len;
    uint8 channel;
    sint8 rssi;
    AUTH_MODE authmode;
    uint8 is_hidden;
    sint16 freq_offset;
    sint16 freqcal_val;
    uint8* esp_mesh_ie;
    uint8 simple_pair;
    uint32_t phy_11b : 1;
    uint32_t phy_11g : 1;
    uint32_t phy_11n : 1;
    uint32_t wps : 1;
    uint32_t reserved : 28;
};

typedef enum {
    STATION_IDLE = 0,
    STATION_CONNECTING,
    STATION_WRONG_PASSWORD,
    STATION_NO_AP_FOUND,
    STATION_CONNECT_FAIL,
    STATION_GOT_IP
} station_status_t;

enum dhcp_status { DHCP_STOPPED, DHCP_STARTED };

typedef enum { PHY_MODE_11B = 1, PHY_MODE_11G = 2, PHY_MODE_11N = 3 } phy_mode_t;
typedef enum { NONE_SLEEP_T = 0, LIGHT_SLEEP_T, MODEM_SLEEP_T } sleep_type_t;
typedef enum { MIN_SLEEP_T, MAX_SLEEP_T } sleep_level_t;

enum { WIFI_COUNTRY_POLICY_AUTO, WIFI_COUNTRY_POLICY_MANUAL };

typedef struct {
    char cc[3];
    uint8_t schan;
    uint8_t nchan;
    uint8_t policy;
} wifi_country_t;

// The mode is that of `WiFi`, and nothing of it outlasts the boot.
uint8 wifi_get_opmode(void);
uint8 wifi_get_opmode_default(void);
bool wifi_set_opmode(uint8 opmode);
bool wifi_set_opmode_current(uint8 opmode);

/// What was joined last, in this boot.
bool wifi_station_get_config(struct station_config* config);
bool wifi_station_get_config_default(struct station_config* config);
/// For the next `wifi_station_connect`.
bool wifi_station_set_config(struct station_config* config);
bool wifi_station_set_config_current(struct station_config* config);
bool wifi_station_connect(void);
bool wifi_station_disconnect(void);
station_status_t wifi_station_get_connect_status(void);
/// 31 without a network.
sint8 wifi_station_get_rssi(void);
uint8 wifi_station_get_auto_connect(void);
bool wifi_station_set_auto_connect(uint8 set);
bool wifi_station_set_reconnect_policy(bool set);
bool wifi_station_get_reconnect_policy(void);
bool wifi_station_dhcpc_start(void);
bool wifi_station_dhcpc_stop(void);
enum dhcp_status wifi_station_dhcpc_status(void);
const char* wifi_station_get_hostname(void);
bool wifi_station_set_hostname(const char* name);

bool wifi_softap_get_config(struct softap_config* config);
bool wifi_softap_get_config_default(struct softap_config* config);
bool wifi_softap_set_config(struct softap_config* config);
bool wifi_softap_set_config_current(struct softap_config* config);
// Nobody joins.
uint8 wifi_softap_get_station_num(void);
struct station_info* wifi_softap_get_station_info(void);
void wifi_softap_free_station_info(void);
bool wifi_softap_dhcps_start(void);
bool wifi_softap_dhcps_stop(void);

bool wifi_get_ip_info(uint8 if_index, struct ip_info* info);
bool wifi_set_ip_info(uint8 if_index, struct ip_info* info);
bool wifi_get_macaddr(uint8 if_index, uint8* macaddr);
/// The address of its own that a sketch sets is told again, and the network sees that of the fuses.
bool wifi_set_macaddr(uint8 if_index, uint8* macaddr);
uint8 wifi_get_channel(void);
bool wifi_set_channel(uint8 channel);
phy_mode_t wifi_get_phy_mode(void);
bool wifi_set_phy_mode(phy_mode_t mode);
bool wifi_set_country(wifi_country_t* country);
bool wifi_get_country(wifi_country_t* country);

sleep_type_t wifi_get_sleep_type(void);
bool wifi_set_sleep_type(sleep_type_t type);
bool wifi_set_sleep_level(sleep_level_t level);
bool wifi_set_listen_interval(uint8 interval);
// Forced sleep: the radio is off, and the program goes on.
typedef void (*fpm_wakeup_cb)(void);
void wifi_fpm_open(void);
void wifi_fpm_close(void);
void wifi_fpm_do_wakeup(void);
void wifi_fpm_set_wakeup_cb(fpm_wakeup_cb cb);
/// 0: done; -2 unless it is open and the mode is none.
sint8 wifi_fpm_do_sleep(uint32 sleep_time_in_us);
void wifi_fpm_set_sleep_type(sleep_type_t type);
sleep_type_t wifi_fpm_get_sleep_type(void);
void wifi_fpm_auto_sleep_set_in_null_mode(uint8 req);

#ifdef __cplusplus
}
#endif

#endif
