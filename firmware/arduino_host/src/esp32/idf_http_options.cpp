// What is set and told of a client of esp_http_client.h. Facts: components/esp_http_client/esp_http_client.c of
// ESP-IDF 5.5.1.
#include <strings.h>

#include <algorithm>

#include "idf_http_client.h"

namespace {

std::string without_ends(const char* text) {
    const std::string whole = text;
    const size_t from = whole.find_first_not_of(" \t\r\n");
    return from == std::string::npos ? "" : whole.substr(from, whole.find_last_not_of(" \t\r\n") - from + 1);
}

}  // namespace

extern "C" {

esp_err_t esp_http_client_set_url(esp_http_client_handle_t client, const char* url) {
    return client != nullptr && url != nullptr && client->set_url(url) ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t esp_http_client_get_url(esp_http_client_handle_t client, char* url, const int len) {
    if (client == nullptr || url == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const auto& place = client->place;
    const std::string whole = place.scheme + "://" + place.host + ":" + std::to_string(place.port) + place.path;
    if (len > 0) {
        url[whole.copy(url, static_cast<size_t>(len) - 1)] = 0;
    }
    return ESP_OK;
}

esp_err_t esp_http_client_set_method(esp_http_client_handle_t client, esp_http_client_method_t method) {
    client->settings.method = method;
    return ESP_OK;
}

esp_err_t esp_http_client_set_timeout_ms(esp_http_client_handle_t client, int timeout_ms) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->settings.timeout_ms = timeout_ms;
    return ESP_OK;
}

esp_err_t esp_http_client_set_post_field(esp_http_client_handle_t client, const char* data, int len) {
    client->post_data = data;
    client->post_bytes = data == nullptr ? 0 : len;
    if (data == nullptr) {
        return esp_http_client_set_header(client, "Content-Type", nullptr);
    }
    if (client->header("Content-Type") == nullptr) {
        client->set_header("Content-Type", "application/x-www-form-urlencoded");
    }
    return ESP_OK;
}

int esp_http_client_get_post_field(esp_http_client_handle_t client, char** data) {
    if (client->post_data == nullptr) {
        return 0;
    }
    *data = const_cast<char*>(client->post_data);
    return client->post_bytes;
}

esp_err_t esp_http_client_set_header(esp_http_client_handle_t client, const char* key, const char* value) {
    if (client == nullptr || key == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (value == nullptr) {
        return esp_http_client_delete_header(client, key);
    }
    client->set_header(without_ends(key), without_ends(value));
    return ESP_OK;
}

esp_err_t esp_http_client_get_header(esp_http_client_handle_t client, const char* key, char** value) {
    if (client == nullptr || key == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    std::string* const found = client->header(key);
    *value = found == nullptr ? nullptr : found->data();
    return ESP_OK;
}

esp_err_t esp_http_client_delete_header(esp_http_client_handle_t client, const char* key) {
    if (client == nullptr || key == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    auto& all = client->headers;
    const auto kept = std::remove_if(
        all.begin(), all.end(), [key](const auto& each) { return strcasecmp(each.first.c_str(), key) == 0; });
    const bool is_there = kept != all.end();
    all.erase(kept, all.end());
    return is_there ? ESP_OK : ESP_ERR_NOT_FOUND;
}

esp_err_t esp_http_client_delete_all_headers(esp_http_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->headers.clear();
    return ESP_OK;
}

esp_err_t esp_http_client_set_username(esp_http_client_handle_t client, const char* username) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->has_user = username != nullptr;
    client->username = username == nullptr ? "" : username;
    return ESP_OK;
}

esp_err_t esp_http_client_get_username(esp_http_client_handle_t client, char** value) {
    if (client == nullptr || value == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *value = client->has_user ? client->username.data() : nullptr;
    return ESP_OK;
}

esp_err_t esp_http_client_set_password(esp_http_client_handle_t client, const char* password) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->password = password == nullptr ? "" : password;
    return ESP_OK;
}

esp_err_t esp_http_client_get_password(esp_http_client_handle_t client, char** value) {
    if (client == nullptr || value == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *value = client->password.data();
    return ESP_OK;
}

esp_err_t esp_http_client_set_authtype(esp_http_client_handle_t client, esp_http_client_auth_type_t auth_type) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->settings.auth_type = auth_type;
    return ESP_OK;
}

esp_err_t esp_http_client_set_user_data(esp_http_client_handle_t client, void* data) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->settings.user_data = data;
    return ESP_OK;
}

esp_err_t esp_http_client_get_user_data(esp_http_client_handle_t client, void** data) {
    if (client == nullptr || data == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *data = client->settings.user_data;
    return ESP_OK;
}

int esp_http_client_get_status_code(esp_http_client_handle_t client) { return client->status; }
int64_t esp_http_client_get_content_length(esp_http_client_handle_t client) { return client->length; }
bool esp_http_client_is_chunked_response(esp_http_client_handle_t client) { return client->ends_with_chunks; }
int esp_http_client_get_errno(esp_http_client_handle_t client) { return client == nullptr ? -1 : client->error_number; }

esp_http_client_transport_t esp_http_client_get_transport_type(esp_http_client_handle_t client) {
    const char* const scheme = client->place.scheme.c_str();
    return strcasecmp(scheme, "https") == 0  ? HTTP_TRANSPORT_OVER_SSL
           : strcasecmp(scheme, "http") == 0 ? HTTP_TRANSPORT_OVER_TCP
                                             : HTTP_TRANSPORT_UNKNOWN;
}

}  // extern "C"
