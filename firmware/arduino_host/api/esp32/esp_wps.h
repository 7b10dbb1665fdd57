/// WPS (components/esp_wifi/include/esp_wps.h of ESP-IDF 5.5): the network's name and password from a router whose button
/// is pressed. Nobody presses it, so what is begun ends after two minutes with ARDUINO_EVENT_WPS_ER_TIMEOUT.
#pragma once

#include <esp_err.h>
#include <esp_wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_WIFI_REGISTRAR (ESP_ERR_WIFI_BASE + 51)
#define ESP_ERR_WIFI_WPS_TYPE (ESP_ERR_WIFI_BASE + 52)
#define ESP_ERR_WIFI_WPS_SM (ESP_ERR_WIFI_BASE + 53)

typedef enum wps_type {
    WPS_TYPE_DISABLE = 0,
    WPS_TYPE_PBC,
    WPS_TYPE_PIN,
    WPS_TYPE_MAX,
} wps_type_t;

#define WPS_MAX_MANUFACTURER_LEN 65
#define WPS_MAX_MODEL_NUMBER_LEN 33
#define WPS_MAX_MODEL_NAME_LEN 33
#define WPS_MAX_DEVICE_NAME_LEN 33
#define PIN_LEN 9

typedef struct {
    char manufacturer[WPS_MAX_MANUFACTURER_LEN];
    char model_number[WPS_MAX_MODEL_NUMBER_LEN];
    char model_name[WPS_MAX_MODEL_NAME_LEN];
    char device_name[WPS_MAX_DEVICE_NAME_LEN];
} wps_factory_information_t;

typedef struct {
    wps_type_t wps_type;
    wps_factory_information_t factory_info;
    char pin[PIN_LEN];
} esp_wps_config_t;

#define WPS_CONFIG_INIT_DEFAULT(type) \
    { .wps_type = type, .factory_info = {"ESPRESSIF", "ESP32", "ESPRESSIF IOT", "ESP DEVICE"}, .pin = "00000000" }

/// `ESP_ERR_WIFI_MODE` without a station, `ESP_ERR_WIFI_WPS_TYPE` of neither kind.
esp_err_t esp_wifi_wps_enable(const esp_wps_config_t* config);
esp_err_t esp_wifi_wps_disable(void);
/// `ESP_ERR_WIFI_WPS_SM` before it is enabled.
esp_err_t esp_wifi_wps_start(int timeout_ms);

#ifdef __cplusplus
}
#endif
