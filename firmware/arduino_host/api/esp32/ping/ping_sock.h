/// Pings of ESP-IDF 5.5.1 (components/lwip/include/apps/ping/ping_sock.h): nobody answers one.
#pragma once

#include <esp_err.h>
#include <lwip/ip_addr.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void* esp_ping_handle_t;

typedef struct {
    void* cb_args;
    void (*on_ping_success)(esp_ping_handle_t hdl, void* args);
    void (*on_ping_timeout)(esp_ping_handle_t hdl, void* args);
    void (*on_ping_end)(esp_ping_handle_t hdl, void* args);
} esp_ping_callbacks_t;

/// `count` 0: without an end.
typedef struct {
    uint32_t count;
    uint32_t interval_ms;
    uint32_t timeout_ms;
    uint32_t data_size;
    int tos;
    int ttl;
    ip_addr_t target_addr;
    uint32_t task_stack_size;
    uint32_t task_prio;
    uint32_t interface;
} esp_ping_config_t;

/// Five pings, each second one, to whoever is named.
esp_ping_config_t oceanhil_ping_default_config(void);
#define ESP_PING_DEFAULT_CONFIG() oceanhil_ping_default_config()
#define ESP_PING_COUNT_INFINITE (0)

typedef enum {
    ESP_PING_PROF_SEQNO,
    ESP_PING_PROF_TOS,
    ESP_PING_PROF_TTL,
    ESP_PING_PROF_REQUEST,
    ESP_PING_PROF_REPLY,
    ESP_PING_PROF_IPADDR,
    ESP_PING_PROF_SIZE,
    ESP_PING_PROF_TIMEGAP,
    ESP_PING_PROF_DURATION
} esp_ping_profile_t;

esp_err_t esp_ping_new_session(const esp_ping_config_t* config, const esp_ping_callbacks_t* cbs,
                               esp_ping_handle_t* hdl_out);
/// Ends it once its ping is over.
esp_err_t esp_ping_delete_session(esp_ping_handle_t hdl);
esp_err_t esp_ping_start(esp_ping_handle_t hdl);
esp_err_t esp_ping_stop(esp_ping_handle_t hdl);
/// ESP_ERR_INVALID_SIZE where there is no room for what is asked.
esp_err_t esp_ping_get_profile(esp_ping_handle_t hdl, esp_ping_profile_t profile, void* data, uint32_t size);

#ifdef __cplusplus
}
#endif
