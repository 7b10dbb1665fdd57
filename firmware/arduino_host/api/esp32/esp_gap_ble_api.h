/// Words of advertising, scanning and pairing, and what a program sets by them. Nobody in reach ever causes an event;
/// advertising and scanning by these calls is missing: programs have `BLEAdvertising` and `BLEScan`. Facts:
/// components/bt/host/bluedroid/api/include/api/esp_gap_ble_api.h and esp_gap_ble_api.c of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_GAP_BLE_API_H
#define OCEANHIL_ESP_GAP_BLE_API_H

#include <esp_bt_defs.h>
#include <esp_err.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_BLE_ADV_DATA_LEN_MAX 31
#define ESP_BLE_SCAN_RSP_DATA_LEN_MAX 31

#define ESP_BLE_ADV_FLAG_LIMIT_DISC (0x01 << 0)
#define ESP_BLE_ADV_FLAG_GEN_DISC (0x01 << 1)
#define ESP_BLE_ADV_FLAG_BREDR_NOT_SPT (0x01 << 2)
#define ESP_BLE_ADV_FLAG_DMT_CONTROLLER_SPT (0x01 << 3)
#define ESP_BLE_ADV_FLAG_DMT_HOST_SPT (0x01 << 4)
#define ESP_BLE_ADV_FLAG_NON_LIMIT_DISC (0x00)

#define ESP_LE_KEY_NONE 0
#define ESP_LE_AUTH_NO_BOND 0x00
#define ESP_LE_AUTH_BOND 0x01
#define ESP_LE_AUTH_REQ_MITM (1 << 2)
#define ESP_LE_AUTH_REQ_BOND_MITM (ESP_LE_AUTH_BOND | ESP_LE_AUTH_REQ_MITM)
#define ESP_LE_AUTH_REQ_SC_ONLY (1 << 3)
#define ESP_LE_AUTH_REQ_SC_BOND (ESP_LE_AUTH_BOND | ESP_LE_AUTH_REQ_SC_ONLY)
#define ESP_LE_AUTH_REQ_SC_MITM (ESP_LE_AUTH_REQ_MITM | ESP_LE_AUTH_REQ_SC_ONLY)
#define ESP_LE_AUTH_REQ_SC_MITM_BOND (ESP_LE_AUTH_REQ_MITM | ESP_LE_AUTH_REQ_SC_ONLY | ESP_LE_AUTH_BOND)
typedef uint8_t esp_ble_auth_req_t;

#define ESP_BLE_ONLY_ACCEPT_SPECIFIED_AUTH_DISABLE 0
#define ESP_BLE_ONLY_ACCEPT_SPECIFIED_AUTH_ENABLE 1
#define ESP_BLE_OOB_DISABLE 0
#define ESP_BLE_OOB_ENABLE 1

#define ESP_IO_CAP_OUT 0
#define ESP_IO_CAP_IO 1
#define ESP_IO_CAP_IN 2
#define ESP_IO_CAP_NONE 3
#define ESP_IO_CAP_KBDISP 4
typedef uint8_t esp_ble_io_cap_t;
typedef uint8_t esp_ble_key_type_t;

typedef enum {
    ESP_BLE_AD_TYPE_FLAG = 0x01,
    ESP_BLE_AD_TYPE_16SRV_PART = 0x02,
    ESP_BLE_AD_TYPE_16SRV_CMPL = 0x03,
    ESP_BLE_AD_TYPE_32SRV_PART = 0x04,
    ESP_BLE_AD_TYPE_32SRV_CMPL = 0x05,
    ESP_BLE_AD_TYPE_128SRV_PART = 0x06,
    ESP_BLE_AD_TYPE_128SRV_CMPL = 0x07,
    ESP_BLE_AD_TYPE_NAME_SHORT = 0x08,
    ESP_BLE_AD_TYPE_NAME_CMPL = 0x09,
    ESP_BLE_AD_TYPE_TX_PWR = 0x0A,
    ESP_BLE_AD_TYPE_SERVICE_DATA = 0x16,
    ESP_BLE_AD_TYPE_APPEARANCE = 0x19,
    ESP_BLE_AD_TYPE_32SERVICE_DATA = 0x20,
    ESP_BLE_AD_TYPE_128SERVICE_DATA = 0x21,
    ESP_BLE_AD_MANUFACTURER_SPECIFIC_TYPE = 0xFF,
} esp_ble_adv_data_type;

typedef enum {
    ADV_TYPE_IND = 0x00,
    ADV_TYPE_DIRECT_IND_HIGH = 0x01,
    ADV_TYPE_SCAN_IND = 0x02,
    ADV_TYPE_NONCONN_IND = 0x03,
    ADV_TYPE_DIRECT_IND_LOW = 0x04,
} esp_ble_adv_type_t;

typedef enum { ADV_CHNL_37 = 0x01, ADV_CHNL_38 = 0x02, ADV_CHNL_39 = 0x04, ADV_CHNL_ALL = 0x07 } esp_ble_adv_channel_t;

typedef enum { ESP_BLE_SEC_ENCRYPT = 1, ESP_BLE_SEC_ENCRYPT_NO_MITM, ESP_BLE_SEC_ENCRYPT_MITM } esp_ble_sec_act_t;

typedef enum {
    ESP_BLE_SM_PASSKEY = 0,
    ESP_BLE_SM_AUTHEN_REQ_MODE,
    ESP_BLE_SM_IOCAP_MODE,
    ESP_BLE_SM_SET_INIT_KEY,
    ESP_BLE_SM_SET_RSP_KEY,
    ESP_BLE_SM_MAX_KEY_SIZE,
    ESP_BLE_SM_MIN_KEY_SIZE,
    ESP_BLE_SM_SET_STATIC_PASSKEY,
    ESP_BLE_SM_CLEAR_STATIC_PASSKEY,
    ESP_BLE_SM_ONLY_ACCEPT_SPECIFIED_SEC_AUTH,
    ESP_BLE_SM_OOB_SUPPORT,
    ESP_BLE_SM_MAX_PARAM,
} esp_ble_sm_param_t;

typedef struct {
    esp_bd_addr_t bd_addr;
    bool key_present;
    uint8_t key_type;
    bool success;
    uint8_t fail_reason;
    esp_ble_addr_type_t addr_type;
    esp_bt_dev_type_t dev_type;
    esp_ble_auth_req_t auth_mode;
} esp_ble_auth_cmpl_t;

typedef struct {
    esp_bd_addr_t bda;
    uint16_t min_int;
    uint16_t max_int;
    uint16_t latency;
    uint16_t timeout;
} esp_ble_conn_update_params_t;

typedef struct {
    esp_bd_addr_t bd_addr;
} esp_ble_bond_dev_t;

typedef enum {
    ESP_GAP_BLE_ADV_DATA_SET_COMPLETE_EVT = 0,
    ESP_GAP_BLE_SCAN_RESULT_EVT = 3,
    ESP_GAP_BLE_ADV_START_COMPLETE_EVT = 6,
    ESP_GAP_BLE_SCAN_START_COMPLETE_EVT = 7,
    ESP_GAP_BLE_AUTH_CMPL_EVT = 8,
    ESP_GAP_BLE_ADV_STOP_COMPLETE_EVT = 17,
    ESP_GAP_BLE_SCAN_STOP_COMPLETE_EVT = 18,
    ESP_GAP_BLE_READ_RSSI_COMPLETE_EVT = 22,
} esp_gap_ble_cb_event_t;

typedef union {
    struct ble_read_rssi_cmpl_evt_param {
        esp_bt_status_t status;
        int8_t rssi;
        esp_bd_addr_t remote_addr;
    } read_rssi_cmpl;
} esp_ble_gap_cb_param_t;

/// All of these: ESP_ERR_INVALID_STATE while Bluedroid is not enabled.
esp_err_t esp_ble_gap_set_security_param(esp_ble_sm_param_t param_type, void* value, uint8_t len);
/// ESP_ERR_INVALID_ARG for an empty name, or one of more than 248 letters.
esp_err_t esp_ble_gap_set_device_name(const char* name);
esp_err_t esp_ble_gap_update_conn_params(esp_ble_conn_update_params_t* params);
esp_err_t esp_ble_gap_disconnect(esp_bd_addr_t remote_device);
/// No other device was ever paired; without Bluedroid ESP_FAIL.
int esp_ble_get_bond_device_num(void);
esp_err_t esp_ble_get_bond_device_list(int* dev_num, esp_ble_bond_dev_t* dev_list);
esp_err_t esp_ble_remove_bond_device(esp_bd_addr_t bd_addr);

#ifdef __cplusplus
}
#endif

#endif
