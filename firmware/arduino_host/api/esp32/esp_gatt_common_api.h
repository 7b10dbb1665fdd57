/// The longest packet of GATT. Facts: components/bt/host/bluedroid/api/esp_gatt_common_api.c of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_GATT_COMMON_API_H
#define OCEANHIL_ESP_GATT_COMMON_API_H

#include <esp_err.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_GATT_DEF_BLE_MTU_SIZE 23
#define ESP_GATT_MAX_MTU_SIZE 517

/// ESP_ERR_INVALID_STATE while Bluedroid is not enabled, ESP_ERR_INVALID_SIZE beyond the two above.
esp_err_t esp_ble_gatt_set_local_mtu(uint16_t mtu);

#ifdef __cplusplus
}
#endif

#endif
