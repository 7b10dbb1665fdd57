// Updates that find no partition. Facts: components/esp_https_ota/src/esp_https_ota.c of ESP-IDF 5.5.
#include <esp_https_ota.h>
#include <esp_log.h>
#include <esp_ota_ops.h>

ESP_EVENT_DEFINE_BASE(ESP_HTTPS_OTA_EVENT);

namespace {

constexpr const char* kOtaTag = "esp_https_ota";

void tell_ota(esp_https_ota_event_t event) { esp_event_post(ESP_HTTPS_OTA_EVENT, event, nullptr, 0, portMAX_DELAY); }

bool is_moved(int status) {
    return status == HttpStatus_MovedPermanently || status == HttpStatus_Found || status == HttpStatus_SeeOther ||
           status == HttpStatus_TemporaryRedirect || status == HttpStatus_PermanentRedirect;
}

/// What an answer's status comes to, and whether another request follows.
esp_err_t hear_status(esp_http_client_handle_t client, int status, bool& goes_on) {
    goes_on = is_moved(status) || status == HttpStatus_Unauthorized;
    if (goes_on) {
        return is_moved(status) ? esp_http_client_set_redirection(client) : esp_http_client_add_auth(client);
    }
    if (status == HttpStatus_NotModified) {
        return ESP_ERR_HTTP_NOT_MODIFIED;
    }
    if (status == HttpStatus_RangeNotSatisfiable) {
        return ESP_ERR_HTTP_RANGE_NOT_SATISFIABLE;
    }
    if (status < HttpStatus_BadRequest) {
        return ESP_OK;
    }
    ESP_LOGE(kOtaTag, "No image there (%d)", status);
    return ESP_FAIL;
}

esp_err_t ask_for_image(esp_http_client_handle_t client) {
    for (bool goes_on = true; goes_on;) {
        char* post = nullptr;
        const int bytes = esp_http_client_get_post_field(client, &post);
        if (const esp_err_t error = esp_http_client_open(client, bytes); error != ESP_OK) {
            return error;
        }
        if (bytes > 0 && esp_http_client_write(client, post, bytes) < 0) {
            return ESP_FAIL;
        }
        if (const int64_t length = esp_http_client_fetch_headers(client); length < 0) {
            return static_cast<esp_err_t>(length);
        }
        const esp_err_t error = hear_status(client, esp_http_client_get_status_code(client), goes_on);
        if (error != ESP_OK) {
            return error;
        }
        if (goes_on) {
            esp_http_client_flush_response(client, nullptr);
        }
    }
    return ESP_OK;
}

/// Of an image that shall come in parts its size is asked for first.
esp_err_t ask_for_size(esp_http_client_handle_t client) {
    esp_http_client_set_method(client, HTTP_METHOD_HEAD);
    if (const esp_err_t error = esp_http_client_perform(client); error != ESP_OK) {
        return error;
    }
    const bool is_there = esp_http_client_get_status_code(client) == HttpStatus_Ok;
    esp_http_client_close(client);
    esp_http_client_set_method(client, HTTP_METHOD_GET);
    return is_there ? ESP_OK : ESP_FAIL;
}

esp_err_t ask_server(const esp_https_ota_config_t& config, esp_http_client_handle_t client) {
    if (config.http_client_init_cb != nullptr) {
        if (const esp_err_t error = config.http_client_init_cb(client); error != ESP_OK) {
            return error;
        }
    }
    if (config.partial_http_download) {
        if (const esp_err_t error = ask_for_size(client); error != ESP_OK) {
            return error;
        }
    }
    return ask_for_image(client);
}

bool is_server_known(const esp_http_client_config_t& config) {
    return config.cert_pem != nullptr || config.use_global_ca_store || config.crt_bundle_attach != nullptr;
}

}  // namespace

extern "C" {

esp_err_t esp_https_ota_begin(const esp_https_ota_config_t* ota_config, esp_https_ota_handle_t* handle) {
    tell_ota(ESP_HTTPS_OTA_START);
    if (handle != nullptr) {
        *handle = nullptr;
    }
    if (handle == nullptr || ota_config == nullptr || ota_config->http_config == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!is_server_known(*ota_config->http_config)) {
        ESP_LOGE(kOtaTag, "No option for server verification is enabled in esp_http_client config.");
        return ESP_ERR_INVALID_ARG;
    }
    esp_http_client_handle_t client = esp_http_client_init(ota_config->http_config);
    if (client == nullptr) {
        return ESP_FAIL;
    }
    esp_err_t error = ask_server(*ota_config, client);
    if (error == ESP_OK) {
        tell_ota(ESP_HTTPS_OTA_CONNECTED);
        // esp_ota_get_next_update_partition has none.
        ESP_LOGE(kOtaTag, "Passive OTA partition not found");
        error = ESP_FAIL;
    }
    esp_http_client_close(client);
    esp_http_client_cleanup(client);
    return error;
}

esp_err_t esp_https_ota(const esp_https_ota_config_t* ota_config) {
    if (ota_config == nullptr || ota_config->http_config == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (ota_config->ota_resumption) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    esp_https_ota_handle_t handle = nullptr;
    return esp_https_ota_begin(ota_config, &handle);
}

esp_err_t esp_https_ota_perform(esp_https_ota_handle_t) { return ESP_ERR_INVALID_ARG; }
bool esp_https_ota_is_complete_data_received(esp_https_ota_handle_t) { return false; }
esp_err_t esp_https_ota_finish(esp_https_ota_handle_t) { return ESP_ERR_INVALID_ARG; }
esp_err_t esp_https_ota_get_img_desc(esp_https_ota_handle_t, esp_app_desc_t*) { return ESP_ERR_INVALID_ARG; }
int esp_https_ota_get_image_len_read(esp_https_ota_handle_t) { return -1; }
int esp_https_ota_get_status_code(esp_https_ota_handle_t) { return -1; }
int esp_https_ota_get_image_size(esp_https_ota_handle_t) { return -1; }

esp_err_t esp_https_ota_abort(esp_https_ota_handle_t) {
    tell_ota(ESP_HTTPS_OTA_ABORT);
    return ESP_ERR_INVALID_ARG;
}

}  // extern "C"
