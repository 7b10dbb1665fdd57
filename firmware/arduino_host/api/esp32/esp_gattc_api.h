/// What callbacks of a GATT client get. Nobody in reach ever causes one, and the client's own calls are missing:
/// programs have `BLEClient`. Facts: components/bt/host/bluedroid/api/include/api/esp_gattc_api.h of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_GATTC_API_H
#define OCEANHIL_ESP_GATTC_API_H

#include <esp_gatt_defs.h>

typedef enum {
    ESP_GATTC_REG_EVT = 0,
    ESP_GATTC_OPEN_EVT = 2,
    ESP_GATTC_CLOSE_EVT = 5,
    ESP_GATTC_SEARCH_CMPL_EVT = 6,
    ESP_GATTC_SEARCH_RES_EVT = 7,
    ESP_GATTC_NOTIFY_EVT = 10,
    ESP_GATTC_CONNECT_EVT = 40,
    ESP_GATTC_DISCONNECT_EVT = 41,
} esp_gattc_cb_event_t;

typedef union {
    struct gattc_open_evt_param {
        esp_gatt_status_t status;
        uint16_t conn_id;
        esp_bd_addr_t remote_bda;
        uint16_t mtu;
    } open;
    struct gattc_connect_evt_param {
        uint16_t conn_id;
        uint8_t link_role;
        esp_bd_addr_t remote_bda;
        esp_gatt_conn_params_t conn_params;
    } connect;
    struct gattc_disconnect_evt_param {
        esp_gatt_conn_reason_t reason;
        uint16_t conn_id;
        esp_bd_addr_t remote_bda;
    } disconnect;
} esp_ble_gattc_cb_param_t;

typedef void (*esp_gattc_cb_t)(esp_gattc_cb_event_t event, esp_gatt_if_t gattc_if, esp_ble_gattc_cb_param_t* param);

#endif
