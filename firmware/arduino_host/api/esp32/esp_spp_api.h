/// Words of the serial port over Bluetooth; its own calls are missing: programs have `BluetoothSerial`. Facts:
/// components/bt/host/bluedroid/api/include/api/esp_spp_api.h of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_SPP_API_H
#define OCEANHIL_ESP_SPP_API_H

#include <esp_bt_defs.h>

#define ESP_SPP_SEC_NONE 0x0000
#define ESP_SPP_SEC_AUTHORIZE 0x0001
#define ESP_SPP_SEC_AUTHENTICATE 0x0012
#define ESP_SPP_SEC_ENCRYPT 0x0024
#define ESP_SPP_SEC_MODE4_LEVEL4 0x0040
#define ESP_SPP_SEC_MITM 0x3000
#define ESP_SPP_SEC_IN_16_DIGITS 0x4000
typedef uint16_t esp_spp_sec_t;

typedef enum { ESP_SPP_ROLE_MASTER = 0, ESP_SPP_ROLE_SLAVE = 1 } esp_spp_role_t;

typedef enum {
    ESP_SPP_SUCCESS = 0,
    ESP_SPP_FAILURE,
    ESP_SPP_BUSY,
    ESP_SPP_NO_DATA,
    ESP_SPP_NO_RESOURCE,
    ESP_SPP_NEED_INIT,
    ESP_SPP_NEED_DEINIT,
    ESP_SPP_NO_CONNECTION,
} esp_spp_status_t;

typedef enum {
    ESP_SPP_INIT_EVT = 0,
    ESP_SPP_UNINIT_EVT = 1,
    ESP_SPP_DISCOVERY_COMP_EVT = 8,
    ESP_SPP_OPEN_EVT = 26,
    ESP_SPP_CLOSE_EVT = 27,
    ESP_SPP_START_EVT = 28,
    ESP_SPP_CL_INIT_EVT = 29,
    ESP_SPP_DATA_IND_EVT = 30,
    ESP_SPP_CONG_EVT = 31,
    ESP_SPP_WRITE_EVT = 33,
    ESP_SPP_SRV_OPEN_EVT = 34,
    ESP_SPP_SRV_STOP_EVT = 35,
} esp_spp_cb_event_t;

typedef union {
    struct spp_open_evt_param {
        esp_spp_status_t status;
        uint32_t handle;
        int fd;
        esp_bd_addr_t rem_bda;
    } open;
    struct spp_srv_open_evt_param {
        esp_spp_status_t status;
        uint32_t handle;
        uint32_t new_listen_handle;
        int fd;
        esp_bd_addr_t rem_bda;
    } srv_open;
    struct spp_close_evt_param {
        esp_spp_status_t status;
        uint32_t port_status;
        uint32_t handle;
        bool async;
    } close;
    struct spp_write_evt_param {
        esp_spp_status_t status;
        uint32_t handle;
        int len;
        bool cong;
    } write;
    struct spp_data_ind_evt_param {
        esp_spp_status_t status;
        uint32_t handle;
        uint16_t len;
        uint8_t* data;
    } data_ind;
    struct spp_cong_evt_param {
        esp_spp_status_t status;
        uint32_t handle;
        bool cong;
    } cong;
} esp_spp_cb_param_t;

typedef void(esp_spp_cb_t)(esp_spp_cb_event_t event, esp_spp_cb_param_t* param);

#endif
