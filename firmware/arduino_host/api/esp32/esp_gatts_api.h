/// What callbacks of a GATT server get. Nobody in reach ever causes one, and the server's own calls are missing:
/// programs have `BLEServer`. Facts: components/bt/host/bluedroid/api/include/api/esp_gatts_api.h of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_GATTS_API_H
#define OCEANHIL_ESP_GATTS_API_H

#include <esp_gatt_defs.h>

typedef enum {
    ESP_GATTS_REG_EVT = 0,
    ESP_GATTS_READ_EVT = 1,
    ESP_GATTS_WRITE_EVT = 2,
    ESP_GATTS_EXEC_WRITE_EVT = 3,
    ESP_GATTS_MTU_EVT = 4,
    ESP_GATTS_CONF_EVT = 5,
    ESP_GATTS_CREATE_EVT = 7,
    ESP_GATTS_ADD_CHAR_EVT = 9,
    ESP_GATTS_START_EVT = 12,
    ESP_GATTS_STOP_EVT = 13,
    ESP_GATTS_CONNECT_EVT = 14,
    ESP_GATTS_DISCONNECT_EVT = 15,
    ESP_GATTS_OPEN_EVT = 16,
    ESP_GATTS_CLOSE_EVT = 18,
} esp_gatts_cb_event_t;

typedef union {
    struct gatts_read_evt_param {
        uint16_t conn_id;
        uint32_t trans_id;
        esp_bd_addr_t bda;
        uint16_t handle;
        uint16_t offset;
        bool is_long;
        bool need_rsp;
    } read;
    struct gatts_write_evt_param {
        uint16_t conn_id;
        uint32_t trans_id;
        esp_bd_addr_t bda;
        uint16_t handle;
        uint16_t offset;
        bool need_rsp;
        bool is_prep;
        uint16_t len;
        uint8_t* value;
    } write;
    struct gatts_mtu_evt_param {
        uint16_t conn_id;
        uint16_t mtu;
    } mtu;
    struct gatts_connect_evt_param {
        uint16_t conn_id;
        uint8_t link_role;
        esp_bd_addr_t remote_bda;
        esp_gatt_conn_params_t conn_params;
    } connect;
    struct gatts_disconnect_evt_param {
        uint16_t conn_id;
        uint8_t link_role;
        esp_bd_addr_t remote_bda;
        esp_gatt_conn_reason_t reason;
    } disconnect;
} esp_ble_gatts_cb_param_t;

typedef void (*esp_gatts_cb_t)(esp_gatts_cb_event_t event, esp_gatt_if_t gatts_if, esp_ble_gatts_cb_param_t* param);

#endif
