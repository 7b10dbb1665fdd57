/// The own address of Bluetooth. Facts: components/bt/host/bluedroid/api/esp_bt_device.c of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_BT_DEVICE_H
#define OCEANHIL_ESP_BT_DEVICE_H

#include <esp_bt_defs.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A null pointer while Bluedroid is not enabled.
const uint8_t* esp_bt_dev_get_address(void);

#ifdef __cplusplus
}
#endif

#endif
