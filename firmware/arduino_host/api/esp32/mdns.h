/// A name of its own in the network by the names of Espressif's component (espressif/mdns 1.8, mdns.h): nobody asks for it,
/// and nobody answers what is asked. It and `MDNS` know nothing of each other.
///
/// Missing: names of other hosts, subtypes, questions that do not wait, interfaces of one's own, IPv6.
#pragma once

#include <esp_netif.h>
#include <sdkconfig.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MDNS_TYPE_A 0x0001
#define MDNS_TYPE_PTR 0x000C
#define MDNS_TYPE_TXT 0x0010
#define MDNS_TYPE_AAAA 0x001C
#define MDNS_TYPE_SRV 0x0021
#define MDNS_TYPE_OPT 0x0029
#define MDNS_TYPE_NSEC 0x002F
#define MDNS_TYPE_ANY 0x00FF

#define MDNS_NAME_MAX_LEN 64
#define MDNS_NAME_BUF_LEN (MDNS_NAME_MAX_LEN + 1)

typedef enum { MDNS_IP_PROTOCOL_V4, MDNS_IP_PROTOCOL_V6, MDNS_IP_PROTOCOL_MAX } mdns_ip_protocol_t;

typedef struct {
    const char* key;
    const char* value;
} mdns_txt_item_t;

typedef struct mdns_ip_addr_s {
    struct {
        union {
            esp_ip4_addr_t ip4;
        } u_addr;
        uint8_t type;
    } addr;
    struct mdns_ip_addr_s* next;
} mdns_ip_addr_t;

/// What somebody has answered; nobody has.
typedef struct mdns_result_s {
    struct mdns_result_s* next;
    esp_netif_t* esp_netif;
    uint32_t ttl;
    mdns_ip_protocol_t ip_protocol;
    char* instance_name;
    char* service_type;
    char* proto;
    char* hostname;
    uint16_t port;
    mdns_txt_item_t* txt;
    uint8_t* txt_value_len;
    size_t txt_count;
    mdns_ip_addr_t* addr;
} mdns_result_t;

/// Everything below is ESP_ERR_INVALID_ARG before it, or ESP_ERR_INVALID_STATE where it asks or gives a name.
esp_err_t mdns_init(void);
void mdns_free(void);
esp_err_t mdns_hostname_set(const char* hostname);
/// `hostname` has room for MDNS_NAME_BUF_LEN letters.
esp_err_t mdns_hostname_get(char* hostname);
esp_err_t mdns_instance_name_set(const char* instance_name);

/// ESP_ERR_INVALID_ARG of a service that is there.
esp_err_t mdns_service_add(const char* instance_name, const char* service_type, const char* proto, uint16_t port,
                           mdns_txt_item_t txt[], size_t num_items);
/// `hostname`: NULL for this board, of which alone there are services.
bool mdns_service_exists(const char* service_type, const char* proto, const char* hostname);
// ESP_ERR_NOT_FOUND of a service that is not there.
esp_err_t mdns_service_remove(const char* service_type, const char* proto);
esp_err_t mdns_service_remove_all(void);
esp_err_t mdns_service_instance_name_set(const char* service_type, const char* proto, const char* instance_name);
esp_err_t mdns_service_port_set(const char* service_type, const char* proto, uint16_t port);
esp_err_t mdns_service_txt_set(const char* service_type, const char* proto, mdns_txt_item_t txt[], uint8_t num_items);
esp_err_t mdns_service_txt_item_set(const char* service_type, const char* proto, const char* key, const char* value);
esp_err_t mdns_service_txt_item_remove(const char* service_type, const char* proto, const char* key);

/// Waits for answers in ms; `*results` is NULL after it, and it is ESP_OK.
esp_err_t mdns_query_ptr(const char* service_type, const char* proto, uint32_t timeout, size_t max_results,
                         mdns_result_t** results);
esp_err_t mdns_query(const char* name, const char* service_type, const char* proto, uint16_t type, uint32_t timeout,
                     size_t max_results, mdns_result_t** results);
void mdns_query_results_free(mdns_result_t* results);
/// ESP_ERR_NOT_FOUND after it has waited.
esp_err_t mdns_query_a(const char* host_name, uint32_t timeout, esp_ip4_addr_t* addr);

#ifdef __cplusplus
}
#endif
