/// Credentials from a telephone, of ESP-IDF 5.5.1 (components/esp_wifi/include/esp_smartconfig.h): a scan ends, and nobody sends
/// any, so neither a channel nor a password is ever found.
#pragma once

#include <WiFiType.h>
#include <esp_err.h>
#include <esp_event.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    SC_EVENT_SCAN_DONE,
    SC_EVENT_FOUND_CHANNEL,
    SC_EVENT_GOT_SSID_PSWD,
    SC_EVENT_SEND_ACK_DONE,
} smartconfig_event_t;

ESP_EVENT_DECLARE_BASE(SC_EVENT);

typedef struct {
    uint8_t ssid[32];
    uint8_t password[64];
    bool bssid_set;
    uint8_t bssid[6];
    smartconfig_type_t type;
    uint8_t token;
    uint8_t cellphone_ip[4];
} smartconfig_event_got_ssid_pswd_t;

typedef struct {
    bool enable_log;
    bool esp_touch_v2_enable_crypt;
    char* esp_touch_v2_key;
} smartconfig_start_config_t;

#define SMARTCONFIG_START_CONFIG_DEFAULT() \
    { .enable_log = false, .esp_touch_v2_enable_crypt = false, .esp_touch_v2_key = NULL }

/// ESP_ERR_INVALID_STATE without the default loop of events, ESP_FAIL without a station, or while it is on.
esp_err_t esp_smartconfig_start(const smartconfig_start_config_t* config);
esp_err_t esp_smartconfig_stop(void);
/// 15 to 255 seconds.
esp_err_t esp_esptouch_set_timeout(uint8_t time_s);
/// Before it starts.
esp_err_t esp_smartconfig_set_type(smartconfig_type_t type);
esp_err_t esp_smartconfig_fast_mode(bool enable);
/// ESP_FAIL: none came.
esp_err_t esp_smartconfig_get_rvd_data(uint8_t* rvd_data, uint8_t len);

#ifdef __cplusplus
}
#endif
