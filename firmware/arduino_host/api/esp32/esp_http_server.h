/// The web server of ESP-IDF 5.5.1 (components/esp_http_server/include/esp_http_server.h). Nobody comes: handlers are kept and never
/// called, and there is no request for the calls that want one; they say so (ESP_ERR_HTTPD_INVALID_REQ, 0 or -1). Its task
/// does the work that it is given.
#ifndef _ESP_HTTP_SERVER_H_
#define _ESP_HTTP_SERVER_H_

#include <esp_err.h>
#include <esp_event_base.h>
#include <esp_heap_caps.h>
#include <freertos/FreeRTOS.h>
#include <freertos/task.h>
#include <http_parser.h>
#include <limits.h>
#include <sdkconfig.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_HTTPD_DEF_CTRL_PORT (32768)

ESP_EVENT_DECLARE_BASE(ESP_HTTP_SERVER_EVENT);

typedef enum {
    HTTP_SERVER_EVENT_ERROR = 0,
    HTTP_SERVER_EVENT_START,
    HTTP_SERVER_EVENT_ON_CONNECTED,
    HTTP_SERVER_EVENT_ON_HEADER,
    HTTP_SERVER_EVENT_HEADERS_SENT,
    HTTP_SERVER_EVENT_ON_DATA,
    HTTP_SERVER_EVENT_SENT_DATA,
    HTTP_SERVER_EVENT_DISCONNECTED,
    HTTP_SERVER_EVENT_STOP,
} esp_http_server_event_id_t;

#define ESP_ERR_HTTPD_BASE (0xb000)
#define ESP_ERR_HTTPD_HANDLERS_FULL (ESP_ERR_HTTPD_BASE + 1)
#define ESP_ERR_HTTPD_HANDLER_EXISTS (ESP_ERR_HTTPD_BASE + 2)
#define ESP_ERR_HTTPD_INVALID_REQ (ESP_ERR_HTTPD_BASE + 3)
#define ESP_ERR_HTTPD_RESULT_TRUNC (ESP_ERR_HTTPD_BASE + 4)
#define ESP_ERR_HTTPD_RESP_HDR (ESP_ERR_HTTPD_BASE + 5)
#define ESP_ERR_HTTPD_RESP_SEND (ESP_ERR_HTTPD_BASE + 6)
#define ESP_ERR_HTTPD_ALLOC_MEM (ESP_ERR_HTTPD_BASE + 7)
#define ESP_ERR_HTTPD_TASK (ESP_ERR_HTTPD_BASE + 8)

#define HTTPD_RESP_USE_STRLEN -1
// That of `WebServer.h`, which one sketch may have, too.
#ifndef HTTP_ANY
#define HTTP_ANY INT_MAX
#endif
#define HTTPD_SOCK_ERR_FAIL -1
#define HTTPD_SOCK_ERR_INVALID -2
#define HTTPD_SOCK_ERR_TIMEOUT -3

typedef void* httpd_handle_t;
typedef enum http_method httpd_method_t;
typedef void (*httpd_free_ctx_fn_t)(void* ctx);
typedef esp_err_t (*httpd_open_func_t)(httpd_handle_t hd, int sockfd);
typedef void (*httpd_close_func_t)(httpd_handle_t hd, int sockfd);
typedef bool (*httpd_uri_match_func_t)(const char* reference_uri, const char* uri_to_match, size_t match_upto);

typedef struct httpd_config {
    unsigned task_priority;
    size_t stack_size;
    BaseType_t core_id;
    uint32_t task_caps;
    size_t max_req_hdr_len;
    size_t max_uri_len;
    uint16_t server_port;
    uint16_t ctrl_port;
    uint16_t max_open_sockets;
    uint16_t max_uri_handlers;
    uint16_t max_resp_headers;
    uint16_t backlog_conn;
    bool lru_purge_enable;
    uint16_t recv_wait_timeout;
    uint16_t send_wait_timeout;
    void* global_user_ctx;
    httpd_free_ctx_fn_t global_user_ctx_free_fn;
    void* global_transport_ctx;
    httpd_free_ctx_fn_t global_transport_ctx_free_fn;
    bool enable_so_linger;
    int linger_timeout;
    bool keep_alive_enable;
    int keep_alive_idle;
    int keep_alive_interval;
    int keep_alive_count;
    httpd_open_func_t open_fn;
    httpd_close_func_t close_fn;
    httpd_uri_match_func_t uri_match_fn;
} httpd_config_t;

/// What it is without more: port 80, seven connections, eight handlers.
httpd_config_t oceanhil_httpd_default_config(void);
#define HTTPD_DEFAULT_CONFIG() oceanhil_httpd_default_config()

/// One that comes, were there any.
typedef struct httpd_req {
    httpd_handle_t handle;
    int method;
    const char uri[CONFIG_HTTPD_MAX_URI_LEN + 1];
    size_t content_len;
    void* aux;
    void* user_ctx;
    void* sess_ctx;
    httpd_free_ctx_fn_t free_ctx;
    bool ignore_sess_ctx_changes;
} httpd_req_t;

typedef struct httpd_uri {
    const char* uri;
    httpd_method_t method;
    esp_err_t (*handler)(httpd_req_t* r);
    void* user_ctx;
    bool is_websocket;
    bool handle_ws_control_frames;
    const char* supported_subprotocol;
} httpd_uri_t;

typedef enum {
    HTTPD_500_INTERNAL_SERVER_ERROR = 0,
    HTTPD_501_METHOD_NOT_IMPLEMENTED,
    HTTPD_505_VERSION_NOT_SUPPORTED,
    HTTPD_400_BAD_REQUEST,
    HTTPD_401_UNAUTHORIZED,
    HTTPD_403_FORBIDDEN,
    HTTPD_404_NOT_FOUND,
    HTTPD_405_METHOD_NOT_ALLOWED,
    HTTPD_408_REQ_TIMEOUT,
    HTTPD_411_LENGTH_REQUIRED,
    HTTPD_413_CONTENT_TOO_LARGE,
    HTTPD_414_URI_TOO_LONG,
    HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE,
    HTTPD_ERR_CODE_MAX
} httpd_err_code_t;

typedef esp_err_t (*httpd_err_handler_func_t)(httpd_req_t* req, httpd_err_code_t error);
typedef void (*httpd_work_fn_t)(void* arg);

#define HTTPD_200 "200 OK"
#define HTTPD_204 "204 No Content"
#define HTTPD_207 "207 Multi-Status"
#define HTTPD_400 "400 Bad Request"
#define HTTPD_404 "404 Not Found"
#define HTTPD_408 "408 Request Timeout"
#define HTTPD_500 "500 Internal Server Error"
#define HTTPD_TYPE_JSON "application/json"
#define HTTPD_TYPE_TEXT "text/html"
#define HTTPD_TYPE_OCTET "application/octet-stream"

esp_err_t httpd_start(httpd_handle_t* handle, const httpd_config_t* config);
esp_err_t httpd_stop(httpd_handle_t handle);
esp_err_t httpd_register_uri_handler(httpd_handle_t handle, const httpd_uri_t* uri_handler);
esp_err_t httpd_unregister_uri_handler(httpd_handle_t handle, const char* uri, httpd_method_t method);
esp_err_t httpd_unregister_uri(httpd_handle_t handle, const char* uri);
esp_err_t httpd_register_err_handler(httpd_handle_t handle, httpd_err_code_t error, httpd_err_handler_func_t handler_fn);
/// Done by the server's task.
esp_err_t httpd_queue_work(httpd_handle_t handle, httpd_work_fn_t work, void* arg);
/// Tells of none.
esp_err_t httpd_get_client_list(httpd_handle_t handle, size_t* fds, int* client_fds);
void* httpd_get_global_user_ctx(httpd_handle_t handle);
void* httpd_get_global_transport_ctx(httpd_handle_t handle);
esp_err_t httpd_query_key_value(const char* qry, const char* key, char* val, size_t val_size);
bool httpd_uri_match_wildcard(const char* uri_template, const char* uri_to_match, size_t match_upto);

esp_err_t httpd_req_async_handler_begin(httpd_req_t* r, httpd_req_t** out);
esp_err_t httpd_req_async_handler_complete(httpd_req_t* r);
int httpd_req_to_sockfd(httpd_req_t* r);
int httpd_req_recv(httpd_req_t* r, char* buf, size_t buf_len);
size_t httpd_req_get_hdr_value_len(httpd_req_t* r, const char* field);
esp_err_t httpd_req_get_hdr_value_str(httpd_req_t* r, const char* field, char* val, size_t val_size);
size_t httpd_req_get_url_query_len(httpd_req_t* r);
esp_err_t httpd_req_get_url_query_str(httpd_req_t* r, char* buf, size_t buf_len);
esp_err_t httpd_req_get_cookie_val(httpd_req_t* req, const char* cookie_name, char* val, size_t* val_size);
esp_err_t httpd_resp_send(httpd_req_t* r, const char* buf, ssize_t buf_len);
esp_err_t httpd_resp_send_chunk(httpd_req_t* r, const char* buf, ssize_t buf_len);
esp_err_t httpd_resp_set_status(httpd_req_t* r, const char* status);
esp_err_t httpd_resp_set_type(httpd_req_t* r, const char* type);
esp_err_t httpd_resp_set_hdr(httpd_req_t* r, const char* field, const char* value);
esp_err_t httpd_resp_send_err(httpd_req_t* req, httpd_err_code_t error, const char* msg);
esp_err_t httpd_resp_send_custom_err(httpd_req_t* req, const char* status, const char* msg);
int httpd_send(httpd_req_t* r, const char* buf, size_t buf_len);

static inline esp_err_t httpd_resp_sendstr(httpd_req_t* r, const char* str) {
    return httpd_resp_send(r, str, str == NULL ? 0 : HTTPD_RESP_USE_STRLEN);
}
static inline esp_err_t httpd_resp_sendstr_chunk(httpd_req_t* r, const char* str) {
    return httpd_resp_send_chunk(r, str, str == NULL ? 0 : HTTPD_RESP_USE_STRLEN);
}
static inline esp_err_t httpd_resp_send_404(httpd_req_t* r) { return httpd_resp_send_err(r, HTTPD_404_NOT_FOUND, NULL); }
static inline esp_err_t httpd_resp_send_408(httpd_req_t* r) { return httpd_resp_send_err(r, HTTPD_408_REQ_TIMEOUT, NULL); }
static inline esp_err_t httpd_resp_send_500(httpd_req_t* r) {
    return httpd_resp_send_err(r, HTTPD_500_INTERNAL_SERVER_ERROR, NULL);
}

// Of connections, of which there are none.
int httpd_socket_send(httpd_handle_t hd, int sockfd, const char* buf, size_t buf_len, int flags);
int httpd_socket_recv(httpd_handle_t hd, int sockfd, char* buf, size_t buf_len, int flags);
void* httpd_sess_get_ctx(httpd_handle_t handle, int sockfd);
void httpd_sess_set_ctx(httpd_handle_t handle, int sockfd, void* ctx, httpd_free_ctx_fn_t free_fn);
esp_err_t httpd_sess_trigger_close(httpd_handle_t handle, int sockfd);
esp_err_t httpd_sess_update_lru_counter(httpd_handle_t handle, int sockfd);

typedef enum {
    HTTPD_WS_TYPE_CONTINUE = 0x0,
    HTTPD_WS_TYPE_TEXT = 0x1,
    HTTPD_WS_TYPE_BINARY = 0x2,
    HTTPD_WS_TYPE_CLOSE = 0x8,
    HTTPD_WS_TYPE_PING = 0x9,
    HTTPD_WS_TYPE_PONG = 0xA
} httpd_ws_type_t;

typedef enum {
    HTTPD_WS_CLIENT_INVALID = 0x0,
    HTTPD_WS_CLIENT_HTTP = 0x1,
    HTTPD_WS_CLIENT_WEBSOCKET = 0x2,
} httpd_ws_client_info_t;

typedef struct httpd_ws_frame {
    bool final;
    bool fragmented;
    httpd_ws_type_t type;
    uint8_t* payload;
    size_t len;
} httpd_ws_frame_t;

typedef void (*transfer_complete_cb)(esp_err_t err, int socket, void* arg);

esp_err_t httpd_ws_recv_frame(httpd_req_t* req, httpd_ws_frame_t* pkt, size_t max_len);
esp_err_t httpd_ws_send_frame(httpd_req_t* req, httpd_ws_frame_t* pkt);
esp_err_t httpd_ws_send_frame_async(httpd_handle_t hd, int fd, httpd_ws_frame_t* frame);
httpd_ws_client_info_t httpd_ws_get_fd_info(httpd_handle_t hd, int fd);
esp_err_t httpd_ws_send_data(httpd_handle_t handle, int socket, httpd_ws_frame_t* frame);
esp_err_t httpd_ws_send_data_async(httpd_handle_t handle, int socket, httpd_ws_frame_t* frame,
                                   transfer_complete_cb callback, void* arg);

#ifdef __cplusplus
}
#endif

#endif
