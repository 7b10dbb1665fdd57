/// ESP-NOW (components/esp_wifi/include/esp_now.h of ESP-IDF 5.5), with no other board there.
///
/// Missing: rates of single peers, wake windows, switching channels.
#pragma once

#include <esp_err.h>
#include <esp_wifi.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_ESPNOW_BASE (ESP_ERR_WIFI_BASE + 100)
#define ESP_ERR_ESPNOW_NOT_INIT (ESP_ERR_ESPNOW_BASE + 1)
#define ESP_ERR_ESPNOW_ARG (ESP_ERR_ESPNOW_BASE + 2)
#define ESP_ERR_ESPNOW_NO_MEM (ESP_ERR_ESPNOW_BASE + 3)
#define ESP_ERR_ESPNOW_FULL (ESP_ERR_ESPNOW_BASE + 4)
#define ESP_ERR_ESPNOW_NOT_FOUND (ESP_ERR_ESPNOW_BASE + 5)
#define ESP_ERR_ESPNOW_INTERNAL (ESP_ERR_ESPNOW_BASE + 6)
#define ESP_ERR_ESPNOW_EXIST (ESP_ERR_ESPNOW_BASE + 7)
#define ESP_ERR_ESPNOW_IF (ESP_ERR_ESPNOW_BASE + 8)
#define ESP_ERR_ESPNOW_CHAN (ESP_ERR_ESPNOW_BASE + 9)

#define ESP_NOW_ETH_ALEN 6
#define ESP_NOW_KEY_LEN 16
#define ESP_NOW_MAX_TOTAL_PEER_NUM 20
#define ESP_NOW_MAX_ENCRYPT_PEER_NUM 6
#define ESP_NOW_MAX_DATA_LEN 250

typedef enum {
    ESP_NOW_SEND_SUCCESS = 0,
    ESP_NOW_SEND_FAIL,
} esp_now_send_status_t;

typedef struct esp_now_peer_info {
    uint8_t peer_addr[ESP_NOW_ETH_ALEN];
    uint8_t lmk[ESP_NOW_KEY_LEN];
    uint8_t channel;
    wifi_interface_t ifidx;
    bool encrypt;
    void* priv;
} esp_now_peer_info_t;

typedef struct esp_now_peer_num {
    int total_num;
    int encrypt_num;
} esp_now_peer_num_t;

struct wifi_pkt_rx_ctrl;
typedef struct esp_now_recv_info {
    uint8_t* src_addr;
    uint8_t* des_addr;
    struct wifi_pkt_rx_ctrl* rx_ctrl;
} esp_now_recv_info_t;

typedef struct {
    uint8_t* des_addr;
    uint8_t* src_addr;
    wifi_interface_t ifidx;
    uint8_t* data;
    uint8_t data_len;
    uint8_t tx_status;
} esp_now_send_info_t;

/// Never called: nobody sends.
typedef void (*esp_now_recv_cb_t)(const esp_now_recv_info_t* esp_now_info, const uint8_t* data, int data_len);
/// As ESP-IDF 4.4 has it.
typedef void (*oceanhil_now_heard_from_t)(const uint8_t* mac_addr, const uint8_t* data, int data_len);
/// Since ESP-IDF 5.5; before, it had an address alone.
typedef void (*esp_now_send_cb_t)(const esp_now_send_info_t* tx_info, esp_now_send_status_t status);
typedef void (*oceanhil_now_sent_to_t)(const uint8_t* mac_addr, esp_now_send_status_t status);

/// `ESP_ERR_WIFI_NOT_INIT` without a mode of the radio.
esp_err_t esp_now_init(void);
esp_err_t esp_now_deinit(void);
esp_err_t esp_now_get_version(uint32_t* version);
esp_err_t esp_now_register_recv_cb(esp_now_recv_cb_t cb);
esp_err_t esp_now_unregister_recv_cb(void);
esp_err_t esp_now_register_send_cb(esp_now_send_cb_t cb);
esp_err_t oceanhil_now_register_sent_to(oceanhil_now_sent_to_t cb);
esp_err_t oceanhil_now_register_heard_from(oceanhil_now_heard_from_t cb);
esp_err_t esp_now_unregister_send_cb(void);
/// To all that are known where there is no address.
esp_err_t esp_now_send(const uint8_t* peer_addr, const uint8_t* data, size_t len);
esp_err_t esp_now_add_peer(const esp_now_peer_info_t* peer);
esp_err_t esp_now_del_peer(const uint8_t* peer_addr);
esp_err_t esp_now_mod_peer(const esp_now_peer_info_t* peer);
esp_err_t esp_now_get_peer(const uint8_t* peer_addr, esp_now_peer_info_t* peer);
esp_err_t esp_now_fetch_peer(bool from_head, esp_now_peer_info_t* peer);
bool esp_now_is_peer_exist(const uint8_t* peer_addr);
esp_err_t esp_now_get_peer_num(esp_now_peer_num_t* num);
esp_err_t esp_now_set_pmk(const uint8_t* pmk);

#ifdef __cplusplus
}

extern "C++" {
/// As sketches for arduino-esp32 before 3.3 have it.
inline esp_err_t esp_now_register_send_cb(oceanhil_now_sent_to_t cb) { return oceanhil_now_register_sent_to(cb); }
#if ESP_ARDUINO_VERSION_MAJOR < 3
inline esp_err_t esp_now_register_recv_cb(oceanhil_now_heard_from_t cb) { return oceanhil_now_register_heard_from(cb); }
#endif
}
#endif
