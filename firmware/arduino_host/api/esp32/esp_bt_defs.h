/// Words of Bluetooth that its parts share. Facts: components/bt/host/bluedroid/api/include/api/esp_bt_defs.h of ESP-IDF
/// 5.5.1.
#ifndef OCEANHIL_ESP_BT_DEFS_H
#define OCEANHIL_ESP_BT_DEFS_H

#include <esp_err.h>
#include <stdbool.h>
#include <stdint.h>

#define ESP_BD_ADDR_LEN 6
#define ESP_UUID_LEN_16 2
#define ESP_UUID_LEN_32 4
#define ESP_UUID_LEN_128 16
#define ESP_BD_ADDR_STR "%02x:%02x:%02x:%02x:%02x:%02x"
#define ESP_BD_ADDR_HEX(addr) addr[0], addr[1], addr[2], addr[3], addr[4], addr[5]

typedef uint8_t esp_bd_addr_t[ESP_BD_ADDR_LEN];

typedef enum { ESP_BT_STATUS_SUCCESS = 0, ESP_BT_STATUS_FAIL } esp_bt_status_t;

typedef struct {
    uint16_t len;
    union {
        uint16_t uuid16;
        uint32_t uuid32;
        uint8_t uuid128[ESP_UUID_LEN_128];
    } uuid;
} __attribute__((packed)) esp_bt_uuid_t;

typedef enum {
    BLE_ADDR_TYPE_PUBLIC = 0,
    BLE_ADDR_TYPE_RANDOM,
    BLE_ADDR_TYPE_RPA_PUBLIC,
    BLE_ADDR_TYPE_RPA_RANDOM
} esp_ble_addr_type_t;

typedef enum { ESP_BT_DEVICE_TYPE_BREDR = 1, ESP_BT_DEVICE_TYPE_BLE, ESP_BT_DEVICE_TYPE_DUMO } esp_bt_dev_type_t;

#define ESP_BLE_ENC_KEY_MASK (1 << 0)
#define ESP_BLE_ID_KEY_MASK (1 << 1)
#define ESP_BLE_CSR_KEY_MASK (1 << 2)
#define ESP_BLE_LINK_KEY_MASK (1 << 3)
typedef uint8_t esp_ble_key_mask_t;

#endif
