// The calls of esp_http_client.h. Facts: components/esp_http_client/esp_http_client.c of ESP-IDF 5.5.1.
#include <esp_crt_bundle.h>
#include <errno.h>
#include <machine.h>
#include <string.h>

#include <algorithm>
#include <new>

#include "idf_http_client.h"

namespace machine = oceanhil::machine;

namespace {

constexpr char kNoAsync[] = "E HTTP_CLIENT: is_async is not simulated: leave it out, esp_http_client_perform waits\r\n";
constexpr const char* kUserAgent = "ESP32 HTTP Client/1.0";

esp_err_t http_failure(esp_http_client_handle_t client, esp_err_t error) {
    client->tell(HTTP_EVENT_ERROR);
    return error;
}

/// Sends the post field; the answer can be waited for then.
esp_err_t http_send_post(esp_http_client_handle_t client) {
    if (client->post_data != nullptr && client->post_bytes > 0 &&
        esp_http_client_write(client, client->post_data, client->post_bytes) < 0) {
        return ESP_FAIL;
    }
    client->state = IdfHttpState::body_sent;
    return ESP_OK;
}

esp_err_t http_no_head(esp_http_client_handle_t client, int64_t error) {
    if (error == -ESP_ERR_HTTP_EAGAIN) {
        return ESP_ERR_HTTP_EAGAIN;
    }
    client->keeps_unread = true;
    if (client->error_number != ENOTCONN) {
        return http_failure(client, ESP_ERR_HTTP_FETCH_HEADER);
    }
    client->close();
    return http_failure(client, ESP_ERR_HTTP_CONNECTION_CLOSED);
}

esp_err_t http_finish(esp_http_client_handle_t client) {
    client->keeps_unread = false;
    if (const esp_err_t error = client->check_answer(); error != ESP_OK) {
        client->keeps_unread = true;
        return http_failure(client, error);
    }
    // A redirection to another host has closed the connection.
    while (client->connection != nullptr && client->ends_with_chunks && !client->answer.is_complete()) {
        if (client->read_on(client->settings.buffer_size) <= 0) {
            break;
        }
    }
    while (client->connection != nullptr && client->body_bytes < client->length) {
        if (client->read_on(client->settings.buffer_size) <= 0) {
            break;
        }
    }
    client->keeps_unread = true;
    client->tell(HTTP_EVENT_ON_FINISH);
    client->unread.clear();
    if (!client->answer.keeps_connection()) {
        client->close();
    } else if (client->state != IdfHttpState::fresh) {
        client->state = IdfHttpState::connected;
        client->is_line_sent = false;
    }
    return ESP_OK;
}

/// One request, from whatever state the client is in.
esp_err_t http_perform_once(esp_http_client_handle_t client) {
    if (client->state == IdfHttpState::fresh) {
        if (const esp_err_t error = client->connect(); error != ESP_OK) {
            return http_failure(client, error);
        }
    }
    if (client->state == IdfHttpState::connected) {
        if (client->answer.is_complete()) {
            client->prepare();
        }
        if (const esp_err_t error = client->send_head(client->post_bytes); error != ESP_OK) {
            return http_failure(client, error);
        }
    }
    if (client->state == IdfHttpState::head_sent) {
        if (const esp_err_t error = http_send_post(client); error != ESP_OK) {
            return http_failure(client, error);
        }
    }
    if (client->state == IdfHttpState::body_sent) {
        client->keeps_unread = false;
        if (const int64_t length = esp_http_client_fetch_headers(client); length < 0) {
            return http_no_head(client, length);
        }
    }
    return http_finish(client);
}

}  // namespace

extern "C" {

esp_err_t esp_crt_bundle_attach(void*) { return ESP_OK; }

esp_http_client_handle_t esp_http_client_init(const esp_http_client_config_t* config) {
    if (config->is_async) {
        machine::console_write(reinterpret_cast<const uint8_t*>(kNoAsync), sizeof kNoAsync - 1);
        return nullptr;
    }
    auto* const client = new (std::nothrow) esp_http_client(*config);
    if (client == nullptr) {
        return nullptr;
    }
    const bool has_place = config->host != nullptr && config->path != nullptr;
    if (!has_place && (config->url == nullptr || !client->set_url(config->url))) {
        delete client;
        return nullptr;
    }
    client->set_header("User-Agent", config->user_agent == nullptr ? kUserAgent : config->user_agent);
    client->set_header("Host", client->host_header());
    client->state = IdfHttpState::fresh;
    return client;
}

esp_err_t esp_http_client_cleanup(esp_http_client_handle_t client) {
    if (client == nullptr) {
        return ESP_FAIL;
    }
    client->close();
    delete client;
    return ESP_OK;
}

esp_err_t esp_http_client_perform(esp_http_client_handle_t client) {
    esp_err_t error = ESP_OK;
    do {
        if (client->goes_again) {
            client->prepare();
        }
        error = http_perform_once(client);
    } while (error == ESP_OK && client->goes_again);
    return error;
}

esp_err_t esp_http_client_open(esp_http_client_handle_t client, int write_len) {
    client->post_bytes = write_len;
    if (const esp_err_t error = client->connect(); error != ESP_OK) {
        return http_failure(client, error);
    }
    const esp_err_t error = client->send_head(write_len);
    return error == ESP_OK ? ESP_OK : http_failure(client, error);
}

int esp_http_client_write(esp_http_client_handle_t client, const char* buffer, int len) {
    if (client->state < IdfHttpState::head_sent) {
        return ESP_FAIL;
    }
    const bool is_sent = client->connection->send(reinterpret_cast<const uint8_t*>(buffer), static_cast<size_t>(len));
    return is_sent || !client->connection->is_reset() ? len : ESP_FAIL;
}

int64_t esp_http_client_fetch_headers(esp_http_client_handle_t client) {
    if (client->state < IdfHttpState::head_sent) {
        return ESP_FAIL;
    }
    client->state = IdfHttpState::body_sent;
    client->status = -1;
    while (client->state != IdfHttpState::answered) {
        const int came = client->read_on(client->settings.buffer_size);
        if (came == static_cast<int>(oceanhil::idf_http::Silence::timed_out)) {
            return -ESP_ERR_HTTP_EAGAIN;
        }
        if (came < 0) {
            return ESP_FAIL;
        }
    }
    if (client->length <= 0) {
        client->ends_with_chunks = true;
        return 0;
    }
    return client->length;
}

int esp_http_client_read(esp_http_client_handle_t client, char* buffer, int len) {
    int have = 0;
    while (true) {
        const size_t taken = std::min(client->unread.size(), static_cast<size_t>(len - have));
        memcpy(buffer + have, client->unread.data(), taken);
        client->unread.erase(0, taken);
        have += static_cast<int>(taken);
        const bool is_more =
            client->ends_with_chunks ? !client->answer.is_complete() : client->body_bytes < client->length;
        if (have == len || !is_more || client->connection == nullptr) {
            return have;
        }
        const int came = client->read_on(len - have);
        if (came > 0) {
            continue;
        }
        if (came == static_cast<int>(oceanhil::idf_http::Silence::timed_out)) {
            return have > 0 ? have : -ESP_ERR_HTTP_EAGAIN;
        }
        if (have == 0 && !esp_http_client_is_complete_data_received(client)) {
            return http_failure(client, ESP_FAIL);
        }
        return have;
    }
}

int esp_http_client_read_response(esp_http_client_handle_t client, char* buffer, int len) {
    int have = 0;
    while (have < len) {
        const int came = esp_http_client_read(client, buffer + have, len - have);
        if (came <= 0) {
            break;
        }
        have += came;
    }
    return have;
}

esp_err_t esp_http_client_flush_response(esp_http_client_handle_t client, int* len) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    int have = 0;
    while (!esp_http_client_is_complete_data_received(client)) {
        const int came = client->connection == nullptr ? ESP_FAIL : client->read_on(client->settings.buffer_size);
        if (came < 0) {
            return ESP_FAIL;
        }
        have += came;
    }
    if (len != nullptr) {
        *len = have;
    }
    return ESP_OK;
}

bool esp_http_client_is_complete_data_received(esp_http_client_handle_t client) {
    return client->ends_with_chunks ? client->answer.is_complete() : client->body_bytes == client->length;
}

esp_err_t esp_http_client_close(esp_http_client_handle_t client) {
    client->close();
    return ESP_OK;
}

esp_err_t esp_http_client_set_redirection(esp_http_client_handle_t client) {
    if (client == nullptr || client->location.empty() || !client->set_url(client->location.c_str())) {
        return ESP_ERR_INVALID_ARG;
    }
    ++client->redirections;
    client->goes_again = true;
    return ESP_OK;
}

esp_err_t esp_http_client_reset_redirect_counter(esp_http_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    client->redirections = 0;
    return ESP_OK;
}

esp_err_t esp_http_client_add_auth(esp_http_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (client->state != IdfHttpState::answered) {
        return ESP_OK;
    }
    if (client->redirections >= client->settings.max_authorization_retries) {
        return ESP_FAIL;
    }
    const bool is_basic = client->asked_for_login.rfind("Basic", 0) == 0;
    client->redirections += client->asked_for_login.empty() ? 0 : 1;
    client->settings.auth_type = is_basic ? HTTP_AUTH_TYPE_BASIC : HTTP_AUTH_TYPE_NONE;
    client->goes_again = is_basic;
    return is_basic ? ESP_OK : ESP_ERR_NOT_SUPPORTED;
}

}  // extern "C"
