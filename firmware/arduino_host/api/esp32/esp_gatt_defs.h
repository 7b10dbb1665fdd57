/// Words of GATT. Facts: components/bt/host/bluedroid/api/include/api/esp_gatt_defs.h of ESP-IDF 5.5.1.
#ifndef OCEANHIL_ESP_GATT_DEFS_H
#define OCEANHIL_ESP_GATT_DEFS_H

#include <esp_bt_defs.h>

#define ESP_GATT_IF_NONE 0xff
#define ESP_GATT_MAX_ATTR_LEN 600

#define ESP_GATT_UUID_DEVICE_INFO_SVC 0x180A
#define ESP_GATT_UUID_HEART_RATE_SVC 0x180D
#define ESP_GATT_UUID_BATTERY_SERVICE_SVC 0x180F
#define ESP_GATT_UUID_HID_SVC 0x1812
#define ESP_GATT_UUID_CHAR_DESCRIPTION 0x2901
#define ESP_GATT_UUID_CHAR_CLIENT_CONFIG 0x2902
#define ESP_GATT_UUID_CHAR_PRESENT_FORMAT 0x2904
#define ESP_GATT_UUID_RPT_REF_DESCR 0x2908
#define ESP_GATT_UUID_BATTERY_LEVEL 0x2A19
#define ESP_GATT_UUID_MANU_NAME 0x2A29
#define ESP_GATT_UUID_HID_INFORMATION 0x2A4A
#define ESP_GATT_UUID_HID_REPORT_MAP 0x2A4B
#define ESP_GATT_UUID_HID_CONTROL_POINT 0x2A4C
#define ESP_GATT_UUID_HID_REPORT 0x2A4D
#define ESP_GATT_UUID_HID_PROTO_MODE 0x2A4E
#define ESP_GATT_UUID_PNP_ID 0x2A50

#define ESP_GATT_PERM_READ (1 << 0)
#define ESP_GATT_PERM_READ_ENCRYPTED (1 << 1)
#define ESP_GATT_PERM_READ_ENC_MITM (1 << 2)
#define ESP_GATT_PERM_WRITE (1 << 4)
#define ESP_GATT_PERM_WRITE_ENCRYPTED (1 << 5)
#define ESP_GATT_PERM_WRITE_ENC_MITM (1 << 6)
#define ESP_GATT_PERM_WRITE_SIGNED (1 << 7)
#define ESP_GATT_PERM_WRITE_SIGNED_MITM (1 << 8)
#define ESP_GATT_PERM_READ_AUTHORIZATION (1 << 9)
#define ESP_GATT_PERM_WRITE_AUTHORIZATION (1 << 10)

#define ESP_GATT_CHAR_PROP_BIT_BROADCAST (1 << 0)
#define ESP_GATT_CHAR_PROP_BIT_READ (1 << 1)
#define ESP_GATT_CHAR_PROP_BIT_WRITE_NR (1 << 2)
#define ESP_GATT_CHAR_PROP_BIT_WRITE (1 << 3)
#define ESP_GATT_CHAR_PROP_BIT_NOTIFY (1 << 4)
#define ESP_GATT_CHAR_PROP_BIT_INDICATE (1 << 5)
#define ESP_GATT_CHAR_PROP_BIT_AUTH (1 << 6)
#define ESP_GATT_CHAR_PROP_BIT_EXT_PROP (1 << 7)

typedef uint16_t esp_gatt_perm_t;
typedef uint8_t esp_gatt_char_prop_t;
typedef uint8_t esp_gatt_if_t;

typedef enum {
    ESP_GATT_OK = 0,
    ESP_GATT_INVALID_HANDLE = 0x01,
    ESP_GATT_NOT_FOUND = 0x0a,
    ESP_GATT_NO_RESOURCES = 0x80,
    ESP_GATT_INTERNAL_ERROR = 0x81,
    ESP_GATT_WRONG_STATE = 0x82,
    ESP_GATT_BUSY = 0x84,
    ESP_GATT_ERROR = 0x85,
} esp_gatt_status_t;

typedef enum {
    ESP_GATT_CONN_UNKNOWN = 0,
    ESP_GATT_CONN_TIMEOUT = 0x08,
    ESP_GATT_CONN_TERMINATE_PEER_USER = 0x13,
    ESP_GATT_CONN_TERMINATE_LOCAL_HOST = 0x16,
    ESP_GATT_CONN_FAIL_ESTABLISH = 0x3e,
    ESP_GATT_CONN_CONN_CANCEL = 0x0100,
    ESP_GATT_CONN_NONE = 0x0101,
} esp_gatt_conn_reason_t;

typedef enum {
    ESP_GATT_AUTH_REQ_NONE = 0,
    ESP_GATT_AUTH_REQ_NO_MITM = 1,
    ESP_GATT_AUTH_REQ_MITM = 2,
    ESP_GATT_AUTH_REQ_SIGNED_NO_MITM = 3,
    ESP_GATT_AUTH_REQ_SIGNED_MITM = 4,
} esp_gatt_auth_req_t;

typedef struct {
    esp_bt_uuid_t uuid;
    uint8_t inst_id;
} __attribute__((packed)) esp_gatt_id_t;

typedef struct {
    uint16_t interval;
    uint16_t latency;
    uint16_t timeout;
} esp_gatt_conn_params_t;

#endif
