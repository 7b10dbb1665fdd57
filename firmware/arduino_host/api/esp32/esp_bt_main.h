/// Bluedroid, the host above the controller of Bluetooth. Facts: components/bt/host/bluedroid/api/esp_bt_main.c of ESP-IDF
/// 5.5.1.
#ifndef OCEANHIL_ESP_BT_MAIN_H
#define OCEANHIL_ESP_BT_MAIN_H

#include <esp_err.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    ESP_BLUEDROID_STATUS_UNINITIALIZED = 0,
    ESP_BLUEDROID_STATUS_INITIALIZED,
    ESP_BLUEDROID_STATUS_ENABLED
} esp_bluedroid_status_t;

esp_bluedroid_status_t esp_bluedroid_get_status(void);
esp_err_t esp_bluedroid_init(void);
esp_err_t esp_bluedroid_deinit(void);
esp_err_t esp_bluedroid_enable(void);
esp_err_t esp_bluedroid_disable(void);

#ifdef __cplusplus
}
#endif

#endif
