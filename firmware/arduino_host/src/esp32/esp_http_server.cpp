// The web server of ESP-IDF, to which nobody comes. Facts: components/esp_http_server/src (httpd_main.c, httpd_uri.c,
// httpd_parse.c, httpd_txrx.c, httpd_sess.c) of ESP-IDF 5.5.1.
#include <esp_http_server.h>
#include <freertos/queue.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <new>

#include "oceanhil/network_stack.h"

ESP_EVENT_DEFINE_BASE(ESP_HTTP_SERVER_EVENT);

namespace {

constexpr uint16_t kMostSockets = 16;
// Of them it keeps three for itself.
constexpr uint16_t kOwnSockets = 3;
constexpr UBaseType_t kWorkRoom = 8;

struct HttpdWork {
    httpd_work_fn_t function;
    void* argument;
};

struct HttpdServer {
    httpd_config_t config;
    httpd_uri_t* handlers;
    uint16_t count;
    QueueHandle_t work;
    TaskHandle_t task;
    bool is_ending;
};

HttpdServer* server_of(httpd_handle_t handle) { return static_cast<HttpdServer*>(handle); }

void serve_nobody(void* context) {
    auto* const server = static_cast<HttpdServer*>(context);
    for (HttpdWork given; xQueueReceive(server->work, &given, portMAX_DELAY) != pdFALSE && given.function != nullptr;) {
        given.function(given.argument);
    }
    server->is_ending = true;
    vTaskDelete(nullptr);
}

void forget_handler(HttpdServer& server, uint16_t place) {
    free(const_cast<char*>(server.handlers[place].uri));
    for (; place + 1 < server.count; ++place) {
        server.handlers[place] = server.handlers[place + 1];
    }
    --server.count;
}

void free_server(HttpdServer* server) {
    while (server->count > 0) {
        forget_handler(*server, 0);
    }
    if (server->work != nullptr) {
        vQueueDelete(server->work);
    }
    free(server->handlers);
    delete server;
}

void free_httpd_context(void* context, httpd_free_ctx_fn_t how) {
    if (context != nullptr) {
        how == nullptr ? free(context) : how(context);
    }
}

/// No request is one that came.
esp_err_t no_httpd_request(const httpd_req_t* request) {
    return request == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_HTTPD_INVALID_REQ;
}

}  // namespace

extern "C" {

httpd_config_t oceanhil_httpd_default_config(void) {
    httpd_config_t config = {};
    config.task_priority = tskIDLE_PRIORITY + 5;
    config.stack_size = 4096;
    config.core_id = tskNO_AFFINITY;
    config.task_caps = MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT;
    config.max_req_hdr_len = CONFIG_HTTPD_MAX_REQ_HDR_LEN;
    config.max_uri_len = CONFIG_HTTPD_MAX_URI_LEN;
    config.server_port = 80;
    config.ctrl_port = ESP_HTTPD_DEF_CTRL_PORT;
    config.max_open_sockets = 7;
    config.max_uri_handlers = 8;
    config.max_resp_headers = 8;
    config.backlog_conn = 5;
    config.recv_wait_timeout = 5;
    config.send_wait_timeout = 5;
    return config;
}

esp_err_t httpd_start(httpd_handle_t* handle, const httpd_config_t* config) {
    if (handle == nullptr || config == nullptr || config->max_open_sockets + kOwnSockets > kMostSockets) {
        return ESP_ERR_INVALID_ARG;
    }
    oceanhil::need_network_stack();
    auto* const server = new (std::nothrow) HttpdServer{*config, nullptr, 0, nullptr, nullptr, false};
    if (server == nullptr) {
        return ESP_ERR_HTTPD_ALLOC_MEM;
    }
    server->handlers = static_cast<httpd_uri_t*>(calloc(config->max_uri_handlers, sizeof(httpd_uri_t)));
    server->work = xQueueCreate(kWorkRoom, sizeof(HttpdWork));
    if (server->handlers == nullptr || server->work == nullptr) {
        free_server(server);
        return ESP_ERR_HTTPD_ALLOC_MEM;
    }
    const BaseType_t is_there =
        xTaskCreatePinnedToCore(serve_nobody, "httpd", static_cast<uint32_t>(config->stack_size), server,
                                config->task_priority, &server->task, config->core_id);
    if (is_there != pdPASS) {
        free_server(server);
        return ESP_ERR_HTTPD_TASK;
    }
    *handle = server;
    return ESP_OK;
}

esp_err_t httpd_stop(httpd_handle_t handle) {
    HttpdServer* const server = server_of(handle);
    if (server == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const HttpdWork end = {nullptr, nullptr};
    xQueueSend(server->work, &end, portMAX_DELAY);
    while (!server->is_ending) {
        vTaskDelay(1);
    }
    free_httpd_context(server->config.global_user_ctx, server->config.global_user_ctx_free_fn);
    free_httpd_context(server->config.global_transport_ctx, server->config.global_transport_ctx_free_fn);
    free_server(server);
    return ESP_OK;
}

esp_err_t httpd_register_uri_handler(httpd_handle_t handle, const httpd_uri_t* uri_handler) {
    HttpdServer* const server = server_of(handle);
    if (server == nullptr || uri_handler == nullptr || uri_handler->uri == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    for (uint16_t each = 0; each < server->count; ++each) {
        const httpd_uri_t& other = server->handlers[each];
        const auto any = static_cast<httpd_method_t>(HTTP_ANY);
        const bool is_for_both = other.method == uri_handler->method || other.method == any || uri_handler->method == any;
        const size_t length = strlen(uri_handler->uri);
        const bool is_match = server->config.uri_match_fn != nullptr
                                  ? server->config.uri_match_fn(other.uri, uri_handler->uri, length)
                                  : strcmp(other.uri, uri_handler->uri) == 0;
        if (is_match && is_for_both) {
            return ESP_ERR_HTTPD_HANDLER_EXISTS;
        }
    }
    if (server->count == server->config.max_uri_handlers) {
        return ESP_ERR_HTTPD_HANDLERS_FULL;
    }
    char* const uri = strdup(uri_handler->uri);
    if (uri == nullptr) {
        return ESP_ERR_HTTPD_ALLOC_MEM;
    }
    server->handlers[server->count] = *uri_handler;
    server->handlers[server->count++].uri = uri;
    return ESP_OK;
}

esp_err_t httpd_unregister_uri_handler(httpd_handle_t handle, const char* uri, httpd_method_t method) {
    HttpdServer* const server = server_of(handle);
    if (server == nullptr || uri == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    for (uint16_t each = 0; each < server->count; ++each) {
        if (server->handlers[each].method == method && strcmp(server->handlers[each].uri, uri) == 0) {
            forget_handler(*server, each);
            return ESP_OK;
        }
    }
    return ESP_ERR_NOT_FOUND;
}

esp_err_t httpd_unregister_uri(httpd_handle_t handle, const char* uri) {
    HttpdServer* const server = server_of(handle);
    if (server == nullptr || uri == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    esp_err_t found = ESP_ERR_NOT_FOUND;
    for (uint16_t each = 0; each < server->count;) {
        if (strcmp(server->handlers[each].uri, uri) == 0) {
            forget_handler(*server, each);
            found = ESP_OK;
        } else {
            ++each;
        }
    }
    return found;
}

esp_err_t httpd_register_err_handler(httpd_handle_t handle, httpd_err_code_t error, httpd_err_handler_func_t) {
    return handle == nullptr || error >= HTTPD_ERR_CODE_MAX ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t httpd_queue_work(httpd_handle_t handle, httpd_work_fn_t work, void* arg) {
    if (handle == nullptr || work == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const HttpdWork given = {work, arg};
    return xQueueSend(server_of(handle)->work, &given, 0) == pdTRUE ? ESP_OK : ESP_FAIL;
}

esp_err_t httpd_get_client_list(httpd_handle_t handle, size_t* fds, int* client_fds) {
    if (handle == nullptr || fds == nullptr || client_fds == nullptr ||
        *fds < server_of(handle)->config.max_open_sockets) {
        return ESP_ERR_INVALID_ARG;
    }
    *fds = 0;
    return ESP_OK;
}

void* httpd_get_global_user_ctx(httpd_handle_t handle) { return server_of(handle)->config.global_user_ctx; }
void* httpd_get_global_transport_ctx(httpd_handle_t handle) { return server_of(handle)->config.global_transport_ctx; }

esp_err_t httpd_query_key_value(const char* qry, const char* key, char* val, size_t val_size) {
    if (qry == nullptr || key == nullptr || val == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const size_t key_length = strlen(key);
    for (const char* pair = qry; *pair != '\0';) {
        const char* const equals = strchr(pair, '=');
        if (equals == nullptr) {
            break;
        }
        const char* const value = equals + 1;
        const size_t length = strcspn(value, "&");
        if (static_cast<size_t>(equals - pair) == key_length && strncasecmp(pair, key, key_length) == 0) {
            if (length >= val_size) {
                return ESP_ERR_HTTPD_RESULT_TRUNC;
            }
            memcpy(val, value, length);
            val[length] = '\0';
            return ESP_OK;
        }
        if (value[length] == '\0') {
            break;
        }
        pair = value + length + 1;
    }
    return ESP_ERR_NOT_FOUND;
}

bool httpd_uri_match_wildcard(const char* uri_template, const char* uri_to_match, size_t match_upto) {
    size_t exact = strlen(uri_template);
    bool takes_more = false;
    bool has_choice = false;
    // At the end there may be "*" for more, and "?" behind a letter that may be missing, one of each.
    while (exact > 0 && (uri_template[exact - 1] == '*' ? !takes_more : uri_template[exact - 1] == '?' && !has_choice)) {
        takes_more = takes_more || uri_template[exact - 1] == '*';
        has_choice = has_choice || uri_template[exact - 1] == '?';
        --exact;
    }
    if (has_choice && exact == 0) {
        return false;
    }
    exact -= has_choice ? 1 : 0;
    if (match_upto < exact || strncmp(uri_template, uri_to_match, exact) != 0) {
        return false;
    }
    if (!has_choice) {
        return takes_more || match_upto == exact;
    }
    if (match_upto > exact && uri_template[exact] != uri_to_match[exact]) {
        return false;
    }
    return takes_more || match_upto <= exact + 1;
}

esp_err_t httpd_req_async_handler_begin(httpd_req_t* r, httpd_req_t**) { return no_httpd_request(r); }
esp_err_t httpd_req_async_handler_complete(httpd_req_t* r) { return no_httpd_request(r); }
int httpd_req_to_sockfd(httpd_req_t*) { return -1; }
int httpd_req_recv(httpd_req_t*, char*, size_t) { return HTTPD_SOCK_ERR_INVALID; }
size_t httpd_req_get_hdr_value_len(httpd_req_t*, const char*) { return 0; }
esp_err_t httpd_req_get_hdr_value_str(httpd_req_t* r, const char*, char*, size_t) { return no_httpd_request(r); }
size_t httpd_req_get_url_query_len(httpd_req_t*) { return 0; }
esp_err_t httpd_req_get_url_query_str(httpd_req_t* r, char*, size_t) { return no_httpd_request(r); }
esp_err_t httpd_req_get_cookie_val(httpd_req_t* req, const char*, char*, size_t*) { return no_httpd_request(req); }
esp_err_t httpd_resp_send(httpd_req_t* r, const char*, ssize_t) { return no_httpd_request(r); }
esp_err_t httpd_resp_send_chunk(httpd_req_t* r, const char*, ssize_t) { return no_httpd_request(r); }
esp_err_t httpd_resp_set_status(httpd_req_t* r, const char*) { return no_httpd_request(r); }
esp_err_t httpd_resp_set_type(httpd_req_t* r, const char*) { return no_httpd_request(r); }
esp_err_t httpd_resp_set_hdr(httpd_req_t* r, const char*, const char*) { return no_httpd_request(r); }
esp_err_t httpd_resp_send_err(httpd_req_t* req, httpd_err_code_t, const char*) { return no_httpd_request(req); }
esp_err_t httpd_resp_send_custom_err(httpd_req_t* req, const char*, const char*) { return no_httpd_request(req); }
int httpd_send(httpd_req_t*, const char*, size_t) { return HTTPD_SOCK_ERR_INVALID; }
int httpd_socket_send(httpd_handle_t, int, const char*, size_t, int) { return HTTPD_SOCK_ERR_INVALID; }
int httpd_socket_recv(httpd_handle_t, int, char*, size_t, int) { return HTTPD_SOCK_ERR_INVALID; }
void* httpd_sess_get_ctx(httpd_handle_t, int) { return nullptr; }
void httpd_sess_set_ctx(httpd_handle_t, int, void*, httpd_free_ctx_fn_t) {}
esp_err_t httpd_sess_trigger_close(httpd_handle_t, int) { return ESP_ERR_NOT_FOUND; }
esp_err_t httpd_sess_update_lru_counter(httpd_handle_t, int) { return ESP_ERR_NOT_FOUND; }
esp_err_t httpd_ws_recv_frame(httpd_req_t* req, httpd_ws_frame_t*, size_t) { return no_httpd_request(req); }
esp_err_t httpd_ws_send_frame(httpd_req_t* req, httpd_ws_frame_t*) { return no_httpd_request(req); }
esp_err_t httpd_ws_send_frame_async(httpd_handle_t, int, httpd_ws_frame_t*) { return ESP_ERR_INVALID_ARG; }
httpd_ws_client_info_t httpd_ws_get_fd_info(httpd_handle_t, int) { return HTTPD_WS_CLIENT_INVALID; }
esp_err_t httpd_ws_send_data(httpd_handle_t, int, httpd_ws_frame_t*) { return ESP_FAIL; }

esp_err_t httpd_ws_send_data_async(httpd_handle_t, int, httpd_ws_frame_t*, transfer_complete_cb, void*) {
    return ESP_FAIL;
}

}  // extern "C"
