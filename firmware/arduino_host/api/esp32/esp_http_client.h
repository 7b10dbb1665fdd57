/// The HTTP client of ESP-IDF. Facts: components/esp_http_client/include/esp_http_client.h, esp_http_client.c and
/// lib/http_header.c of ESP-IDF 5.5.1; which parts are built in: configs/defconfig.common of esp32-arduino-lib-builder
/// (basic authentication is, digest is not).
///
/// As there: a connection is kept for the next request if the answer lets it; a head that does not fit
/// `buffer_size_tx` is not sent whole, so nobody answers; HTTPS without a certificate, a bundle or the global store
/// does not connect; a 401 without `WWW-Authenticate` makes `perform` give ESP_ERR_NOT_SUPPORTED.
///
/// Missing: `is_async` (`esp_http_client_init` says so on the console and gives NULL), events to the default loop,
/// errors of TLS by number, IPv6. Keys and versions of TLS, keep-alive of TCP and ALPN show nowhere.
#ifndef _ESP_HTTP_CLIENT_H
#define _ESP_HTTP_CLIENT_H

#include <esp_err.h>
#include <esp_event_base.h>
#include <freertos/FreeRTOS.h>
#include <sdkconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DEFAULT_HTTP_BUF_SIZE 512

typedef struct esp_http_client* esp_http_client_handle_t;
typedef struct esp_http_client_event* esp_http_client_event_handle_t;

typedef enum {
    HTTP_EVENT_ERROR = 0,
    HTTP_EVENT_ON_CONNECTED,
    HTTP_EVENT_HEADERS_SENT,
    HTTP_EVENT_HEADER_SENT = HTTP_EVENT_HEADERS_SENT,
    HTTP_EVENT_ON_HEADER,
    HTTP_EVENT_ON_DATA,
    HTTP_EVENT_ON_FINISH,
    HTTP_EVENT_DISCONNECTED,
    HTTP_EVENT_REDIRECT,
} esp_http_client_event_id_t;

typedef struct esp_http_client_event {
    esp_http_client_event_id_t event_id;
    esp_http_client_handle_t client;
    void* data;
    int data_len;
    void* user_data;
    char* header_key;
    char* header_value;
} esp_http_client_event_t;

typedef enum {
    HTTP_TRANSPORT_UNKNOWN = 0,
    HTTP_TRANSPORT_OVER_TCP,
    HTTP_TRANSPORT_OVER_SSL,
} esp_http_client_transport_t;

typedef enum {
    ESP_HTTP_CLIENT_TLS_VER_ANY = 0,
    ESP_HTTP_CLIENT_TLS_VER_TLS_1_2 = 1,
    ESP_HTTP_CLIENT_TLS_VER_TLS_1_3 = 2,
    ESP_HTTP_CLIENT_TLS_VER_MAX,
} esp_http_client_proto_ver_t;

typedef esp_err_t (*http_event_handle_cb)(esp_http_client_event_t* evt);

typedef enum {
    HTTP_METHOD_GET = 0,
    HTTP_METHOD_POST,
    HTTP_METHOD_PUT,
    HTTP_METHOD_PATCH,
    HTTP_METHOD_DELETE,
    HTTP_METHOD_HEAD,
    HTTP_METHOD_NOTIFY,
    HTTP_METHOD_SUBSCRIBE,
    HTTP_METHOD_UNSUBSCRIBE,
    HTTP_METHOD_OPTIONS,
    HTTP_METHOD_COPY,
    HTTP_METHOD_MOVE,
    HTTP_METHOD_LOCK,
    HTTP_METHOD_UNLOCK,
    HTTP_METHOD_PROPFIND,
    HTTP_METHOD_PROPPATCH,
    HTTP_METHOD_MKCOL,
    HTTP_METHOD_REPORT,
    HTTP_METHOD_MAX,
} esp_http_client_method_t;

typedef enum { HTTP_AUTH_TYPE_NONE = 0, HTTP_AUTH_TYPE_BASIC, HTTP_AUTH_TYPE_DIGEST } esp_http_client_auth_type_t;

typedef enum { HTTP_ADDR_TYPE_UNSPEC = AF_UNSPEC, HTTP_ADDR_TYPE_INET = AF_INET } esp_http_client_addr_type_t;

/// In the order of ESP-IDF, so that designated initialisers compile.
typedef struct {
    const char* url;
    const char* host;
    int port;
    const char* username;
    const char* password;
    esp_http_client_auth_type_t auth_type;
    const char* path;
    const char* query;
    union {
        const char* cert_pem;
        const char* cert_der;
    };
    size_t cert_len;
    union {
        const char* client_cert_pem;
        const char* client_cert_der;
    };
    size_t client_cert_len;
    const char* client_key_pem;
    size_t client_key_len;
    const char* client_key_password;
    size_t client_key_password_len;
    esp_http_client_proto_ver_t tls_version;
    const char* user_agent;
    esp_http_client_method_t method;
    /// 5,000 if it is 0; for the connection with its handshake, and for each read.
    int timeout_ms;
    bool disable_auto_redirect;
    int max_redirection_count;
    int max_authorization_retries;
    http_event_handle_cb event_handler;
    esp_http_client_transport_t transport_type;
    int buffer_size;
    int buffer_size_tx;
    void* user_data;
    bool is_async;
    bool use_global_ca_store;
    bool skip_cert_common_name_check;
    const char* common_name;
    esp_err_t (*crt_bundle_attach)(void* conf);
    bool keep_alive_enable;
    int keep_alive_idle;
    int keep_alive_interval;
    int keep_alive_count;
    struct ifreq* if_name;
    const char** alpn_protos;
    esp_http_client_addr_type_t addr_type;
} esp_http_client_config_t;

typedef enum {
    HttpStatus_Ok = 200,
    HttpStatus_MultipleChoices = 300,
    HttpStatus_MovedPermanently = 301,
    HttpStatus_Found = 302,
    HttpStatus_SeeOther = 303,
    HttpStatus_NotModified = 304,
    HttpStatus_TemporaryRedirect = 307,
    HttpStatus_PermanentRedirect = 308,
    HttpStatus_BadRequest = 400,
    HttpStatus_Unauthorized = 401,
    HttpStatus_Forbidden = 403,
    HttpStatus_NotFound = 404,
    HttpStatus_RangeNotSatisfiable = 416,
    HttpStatus_InternalError = 500
} HttpStatus_Code;

#define ESP_ERR_HTTP_BASE 0x7000
#define ESP_ERR_HTTP_MAX_REDIRECT (ESP_ERR_HTTP_BASE + 1)
#define ESP_ERR_HTTP_CONNECT (ESP_ERR_HTTP_BASE + 2)
#define ESP_ERR_HTTP_WRITE_DATA (ESP_ERR_HTTP_BASE + 3)
#define ESP_ERR_HTTP_FETCH_HEADER (ESP_ERR_HTTP_BASE + 4)
#define ESP_ERR_HTTP_INVALID_TRANSPORT (ESP_ERR_HTTP_BASE + 5)
#define ESP_ERR_HTTP_CONNECTING (ESP_ERR_HTTP_BASE + 6)
#define ESP_ERR_HTTP_EAGAIN (ESP_ERR_HTTP_BASE + 7)
#define ESP_ERR_HTTP_CONNECTION_CLOSED (ESP_ERR_HTTP_BASE + 8)
#define ESP_ERR_HTTP_NOT_MODIFIED (ESP_ERR_HTTP_BASE + 9)
#define ESP_ERR_HTTP_RANGE_NOT_SATISFIABLE (ESP_ERR_HTTP_BASE + 10)

/// NULL if there is neither a URL that can be read nor a host with a path.
esp_http_client_handle_t esp_http_client_init(const esp_http_client_config_t* config);
esp_err_t esp_http_client_cleanup(esp_http_client_handle_t client);

/// Connects if need be, sends the request with its post field, and reads the answer; its body goes to the handler of
/// events alone.
esp_err_t esp_http_client_perform(esp_http_client_handle_t client);

/// The same in steps: what stands in `write_len` is announced as the length of the body, -1: in chunks.
esp_err_t esp_http_client_open(esp_http_client_handle_t client, int write_len);
int esp_http_client_write(esp_http_client_handle_t client, const char* buffer, int len);
/// The length of the body, 0 if it comes in chunks or without one; below 0 if no head came.
int64_t esp_http_client_fetch_headers(esp_http_client_handle_t client);
int esp_http_client_read(esp_http_client_handle_t client, char* buffer, int len);
int esp_http_client_read_response(esp_http_client_handle_t client, char* buffer, int len);
esp_err_t esp_http_client_flush_response(esp_http_client_handle_t client, int* len);
bool esp_http_client_is_complete_data_received(esp_http_client_handle_t client);
esp_err_t esp_http_client_close(esp_http_client_handle_t client);

esp_err_t esp_http_client_set_url(esp_http_client_handle_t client, const char* url);
esp_err_t esp_http_client_get_url(esp_http_client_handle_t client, char* url, const int len);
esp_err_t esp_http_client_set_method(esp_http_client_handle_t client, esp_http_client_method_t method);
esp_err_t esp_http_client_set_timeout_ms(esp_http_client_handle_t client, int timeout_ms);
/// It is not copied.
esp_err_t esp_http_client_set_post_field(esp_http_client_handle_t client, const char* data, int len);
int esp_http_client_get_post_field(esp_http_client_handle_t client, char** data);
/// Headers of the request; those of the answer come as events.
esp_err_t esp_http_client_set_header(esp_http_client_handle_t client, const char* key, const char* value);
esp_err_t esp_http_client_get_header(esp_http_client_handle_t client, const char* key, char** value);
esp_err_t esp_http_client_delete_header(esp_http_client_handle_t client, const char* key);
esp_err_t esp_http_client_delete_all_headers(esp_http_client_handle_t client);
esp_err_t esp_http_client_set_username(esp_http_client_handle_t client, const char* username);
esp_err_t esp_http_client_get_username(esp_http_client_handle_t client, char** value);
esp_err_t esp_http_client_set_password(esp_http_client_handle_t client, const char* password);
esp_err_t esp_http_client_get_password(esp_http_client_handle_t client, char** value);
esp_err_t esp_http_client_set_authtype(esp_http_client_handle_t client, esp_http_client_auth_type_t auth_type);
esp_err_t esp_http_client_add_auth(esp_http_client_handle_t client);
esp_err_t esp_http_client_set_user_data(esp_http_client_handle_t client, void* data);
esp_err_t esp_http_client_get_user_data(esp_http_client_handle_t client, void** data);
esp_err_t esp_http_client_set_redirection(esp_http_client_handle_t client);
esp_err_t esp_http_client_reset_redirect_counter(esp_http_client_handle_t client);

int esp_http_client_get_status_code(esp_http_client_handle_t client);
/// -1 if the answer does not say.
int64_t esp_http_client_get_content_length(esp_http_client_handle_t client);
bool esp_http_client_is_chunked_response(esp_http_client_handle_t client);
esp_http_client_transport_t esp_http_client_get_transport_type(esp_http_client_handle_t client);
/// `errno` of the last trouble of the connection, 0 for none.
int esp_http_client_get_errno(esp_http_client_handle_t client);

#ifdef __cplusplus
}
#endif

#endif
