/// Connections with TLS, and plain ones, of ESP-IDF 5.5.1 (components/esp-tls/esp_tls.h). The board stands still while a
/// connection is made, also one that shall not block, which is there at the second call then. A certificate authority is
/// any that a program gives: whether it has signed the server's certificate is the world's to say. Dates are not looked at,
/// for the core's mbed TLS is built without them.
///
/// Missing: servers, sockets of connections (they are none here), contexts of mbed TLS, tickets, secure elements. Keys of a
/// client, pre-shared keys, versions, ciphers, ALPN and keep-alive are taken, and show nowhere.
#pragma once

#include <esp_err.h>
#include <esp_tls_errors.h>
#include <sdkconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum esp_tls_conn_state {
    ESP_TLS_INIT = 0,
    ESP_TLS_CONNECTING,
    ESP_TLS_HANDSHAKE,
    ESP_TLS_FAIL,
    ESP_TLS_DONE,
} esp_tls_conn_state_t;

typedef enum esp_tls_role { ESP_TLS_CLIENT = 0, ESP_TLS_SERVER } esp_tls_role_t;

typedef struct psk_key_hint {
    const uint8_t* key;
    const size_t key_size;
    const char* hint;
} psk_hint_key_t;

typedef struct tls_keep_alive_cfg {
    bool keep_alive_enable;
    int keep_alive_idle;
    int keep_alive_interval;
    int keep_alive_count;
} tls_keep_alive_cfg_t;

typedef enum esp_tls_addr_family { ESP_TLS_AF_UNSPEC = 0, ESP_TLS_AF_INET, ESP_TLS_AF_INET6 } esp_tls_addr_family_t;

typedef enum {
    ESP_TLS_VER_ANY = 0,
    ESP_TLS_VER_TLS_1_2 = 0x1,
    ESP_TLS_VER_TLS_1_3 = 0x2,
    ESP_TLS_VER_TLS_MAX,
} esp_tls_proto_ver_t;

/// In the order of ESP-IDF, so that designated initialisers compile.
typedef struct esp_tls_cfg {
    const char** alpn_protos;
    /// With its NUL, and that counted, if it is a text.
    union {
        const unsigned char* cacert_buf;
        const unsigned char* cacert_pem_buf;
    };
    union {
        unsigned int cacert_bytes;
        unsigned int cacert_pem_bytes;
    };
    union {
        const unsigned char* clientcert_buf;
        const unsigned char* clientcert_pem_buf;
    };
    union {
        unsigned int clientcert_bytes;
        unsigned int clientcert_pem_bytes;
    };
    union {
        const unsigned char* clientkey_buf;
        const unsigned char* clientkey_pem_buf;
    };
    union {
        unsigned int clientkey_bytes;
        unsigned int clientkey_pem_bytes;
    };
    const unsigned char* clientkey_password;
    unsigned int clientkey_password_len;
    bool use_ecdsa_peripheral;
    uint8_t ecdsa_key_efuse_blk;
    bool non_block;
    bool use_secure_element;
    /// 10,000 if it is 0; for the connection with its handshake, and for each read.
    int timeout_ms;
    bool use_global_ca_store;
    const char* common_name;
    bool skip_common_name;
    tls_keep_alive_cfg_t* keep_alive_cfg;
    const psk_hint_key_t* psk_hint_key;
    esp_err_t (*crt_bundle_attach)(void* conf);
    void* ds_data;
    bool is_plain_tcp;
    struct ifreq* if_name;
    esp_tls_addr_family_t addr_family;
    const int* ciphersuites_list;
    esp_tls_proto_ver_t tls_version;
} esp_tls_cfg_t;

typedef struct esp_tls esp_tls_t;

esp_tls_t* esp_tls_init(void);
/// 1 if there is a connection, -1 if there will be none, 0 if it is not there yet.
int esp_tls_conn_new_sync(const char* hostname, int hostlen, int port, const esp_tls_cfg_t* cfg, esp_tls_t* tls);
int esp_tls_conn_new_async(const char* hostname, int hostlen, int port, const esp_tls_cfg_t* cfg, esp_tls_t* tls);
/// The same by a URL; without a port it is 80 for `http` and 443 for `https`.
int esp_tls_conn_http_new_sync(const char* url, const esp_tls_cfg_t* cfg, esp_tls_t* tls);
int esp_tls_conn_http_new_async(const char* url, const esp_tls_cfg_t* cfg, esp_tls_t* tls);
ssize_t esp_tls_conn_write(esp_tls_t* tls, const void* data, size_t datalen);
/// 0 once the far end has hung up; below 0 for nothing, or an error.
ssize_t esp_tls_conn_read(esp_tls_t* tls, void* data, size_t datalen);
int esp_tls_conn_destroy(esp_tls_t* tls);
ssize_t esp_tls_get_bytes_avail(esp_tls_t* tls);
esp_err_t esp_tls_get_conn_state(esp_tls_t* tls, esp_tls_conn_state_t* conn_state);
esp_err_t esp_tls_set_conn_state(esp_tls_t* tls, esp_tls_conn_state_t conn_state);

esp_err_t esp_tls_init_global_ca_store(void);
esp_err_t esp_tls_set_global_ca_store(const unsigned char* cacert_pem_buf, const unsigned int cacert_pem_bytes);
void esp_tls_free_global_ca_store(void);

esp_err_t esp_tls_get_error_handle(esp_tls_t* tls, esp_tls_error_handle_t* error_handle);
/// Gives what failed last, with mbed TLS' number, which is above 0 here, and flags of the certificate.
esp_err_t esp_tls_get_and_clear_last_error(esp_tls_error_handle_t h, int* esp_tls_code, int* esp_tls_flags);
esp_err_t esp_tls_get_and_clear_error_type(esp_tls_error_handle_t h, esp_tls_error_type_t err_type, int* error_code);

#ifdef __cplusplus
}
#endif
