/// The controller of Bluetooth: it is switched on and off, and nobody is in reach. Facts:
/// components/bt/include/CHIP/include/esp_bt.h and components/bt/controller/esp32/bt.c of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_BT_H
#define OCEANHIL_ESP_BT_H

#include <esp_err.h>
#include <sdkconfig.h>
#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    ESP_BT_MODE_IDLE = 0,
    ESP_BT_MODE_BLE = 1,
    ESP_BT_MODE_CLASSIC_BT = 2,
    ESP_BT_MODE_BTDM = 3,
} esp_bt_mode_t;

typedef enum {
    ESP_BT_CONTROLLER_STATUS_IDLE = 0,
    ESP_BT_CONTROLLER_STATUS_INITED,
    ESP_BT_CONTROLLER_STATUS_ENABLED,
    ESP_BT_CONTROLLER_STATUS_NUM,
} esp_bt_controller_status_t;

/// Of its many members those that a program sets.
typedef struct {
    uint16_t controller_task_stack_size;
    uint8_t controller_task_prio;
    uint8_t mode;
    uint8_t ble_max_conn;
    uint8_t bt_max_acl_conn;
    uint32_t magic;
} esp_bt_controller_config_t;

#define ESP_BT_CONTROLLER_CONFIG_MAGIC_VAL 0x20240315
#if SOC_BT_CLASSIC_SUPPORTED
#define OCEANHIL_BT_MODES ESP_BT_MODE_BTDM
#else
#define OCEANHIL_BT_MODES ESP_BT_MODE_BLE
#endif
#define BT_CONTROLLER_INIT_CONFIG_DEFAULT() {4096, 23, OCEANHIL_BT_MODES, 3, 2, ESP_BT_CONTROLLER_CONFIG_MAGIC_VAL}

typedef enum {
    ESP_BLE_PWR_TYPE_CONN_HDL0 = 0,
    ESP_BLE_PWR_TYPE_CONN_HDL1,
    ESP_BLE_PWR_TYPE_CONN_HDL2,
    ESP_BLE_PWR_TYPE_CONN_HDL3,
    ESP_BLE_PWR_TYPE_CONN_HDL4,
    ESP_BLE_PWR_TYPE_CONN_HDL5,
    ESP_BLE_PWR_TYPE_CONN_HDL6,
    ESP_BLE_PWR_TYPE_CONN_HDL7,
    ESP_BLE_PWR_TYPE_CONN_HDL8,
    ESP_BLE_PWR_TYPE_ADV,
    ESP_BLE_PWR_TYPE_SCAN,
    ESP_BLE_PWR_TYPE_DEFAULT,
    ESP_BLE_PWR_TYPE_NUM,
} esp_ble_power_type_t;

#if defined(CONFIG_IDF_TARGET_ESP32)
typedef enum {
    ESP_PWR_LVL_N12 = 0,
    ESP_PWR_LVL_N9,
    ESP_PWR_LVL_N6,
    ESP_PWR_LVL_N3,
    ESP_PWR_LVL_N0,
    ESP_PWR_LVL_P3,
    ESP_PWR_LVL_P6,
    ESP_PWR_LVL_P9,
    ESP_PWR_LVL_N14 = ESP_PWR_LVL_N12,
    ESP_PWR_LVL_N11 = ESP_PWR_LVL_N9,
    ESP_PWR_LVL_N8 = ESP_PWR_LVL_N6,
    ESP_PWR_LVL_N5 = ESP_PWR_LVL_N3,
    ESP_PWR_LVL_N2 = ESP_PWR_LVL_N0,
    ESP_PWR_LVL_P1 = ESP_PWR_LVL_P3,
    ESP_PWR_LVL_P4 = ESP_PWR_LVL_P6,
    ESP_PWR_LVL_P7 = ESP_PWR_LVL_P9,
    ESP_PWR_LVL_INVALID = 0xFF,
} esp_power_level_t;
#else
typedef enum {
    ESP_PWR_LVL_N24 = 0,
    ESP_PWR_LVL_N21,
    ESP_PWR_LVL_N18,
    ESP_PWR_LVL_N15,
    ESP_PWR_LVL_N12,
    ESP_PWR_LVL_N9,
    ESP_PWR_LVL_N6,
    ESP_PWR_LVL_N3,
    ESP_PWR_LVL_N0,
    ESP_PWR_LVL_P3,
    ESP_PWR_LVL_P6,
    ESP_PWR_LVL_P9,
    ESP_PWR_LVL_P12,
    ESP_PWR_LVL_P15,
    ESP_PWR_LVL_P18,
    ESP_PWR_LVL_P20 = 15,
    ESP_PWR_LVL_P21 = 15,
    ESP_PWR_LVL_INVALID = 0xFF,
} esp_power_level_t;
#endif

/// Only while the controller is off; ESP_ERR_INVALID_STATE once its memory was released.
esp_err_t esp_bt_controller_init(esp_bt_controller_config_t* cfg);
esp_err_t esp_bt_controller_deinit(void);
/// The mode must be that of `esp_bt_controller_init`.
esp_err_t esp_bt_controller_enable(esp_bt_mode_t mode);
esp_err_t esp_bt_controller_disable(void);
esp_bt_controller_status_t esp_bt_controller_get_status(void);
/// For good, until the next start; no heap grows here by it.
esp_err_t esp_bt_controller_mem_release(esp_bt_mode_t mode);
/// The same, for the host's memory too.
esp_err_t esp_bt_mem_release(esp_bt_mode_t mode);
esp_err_t esp_ble_tx_power_set(esp_ble_power_type_t power_type, esp_power_level_t power_level);
esp_power_level_t esp_ble_tx_power_get(esp_ble_power_type_t power_type);

#ifdef __cplusplus
}
#endif

#endif
