/// What a client of esp_http_client.h keeps.
#pragma once

#include <esp_http_client.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "idf_http_answer.h"
#include "oceanhil/connection.h"

namespace oceanhil::idf_http {

/// Where a request goes.
struct Place {
    std::string scheme = "http";
    std::string host;
    int port = 0;
    std::string path = "/";
    std::string query;
};

/// What a read of the connection came to, beside bytes.
enum class Silence : int { timed_out = 0, reset = -1, hung_up = -2 };

using Headers = std::vector<std::pair<std::string, std::string>>;

}  // namespace oceanhil::idf_http

/// In the order in which a request goes through them; one that is not made yet tells nothing.
enum class IdfHttpState { unmade, fresh, connected, head_sent, body_sent, answered };

struct esp_http_client final : oceanhil::idf_http::AnswerEar {
    explicit esp_http_client(const esp_http_client_config_t& config);

    void hear_header(const std::string& key, const std::string& value) override;
    void hear_head_end() override;
    void hear_body(const char* data, size_t bytes) override;

    esp_err_t tell(esp_http_client_event_id_t id, void* data = nullptr, size_t bytes = 0);
    std::string* header(const char* key);
    void set_header(const std::string& key, const std::string& value);
    bool set_url(const char* url);
    std::string host_header() const;

    void prepare();
    esp_err_t connect();
    esp_err_t send_head(int body_bytes);
    bool send_headers(std::string first_line);
    /// Bytes that were read, or why there are none (`Silence`).
    int receive(int room);
    /// Reads some of the answer and gives the bytes that came for it; 0 or below as `receive`.
    int read_on(int room);
    esp_err_t check_answer();
    void close();

    IdfHttpState state = IdfHttpState::unmade;
    esp_http_client_config_t settings;
    oceanhil::idf_http::Place place;
    oceanhil::idf_http::Headers headers;
    oceanhil::idf_http::Answer answer;
    std::string username;
    std::string password;
    bool has_user = false;
    const char* post_data = nullptr;
    int post_bytes = 0;
    std::string location;
    std::string asked_for_login;
    /// What came with the head, or was decoded and does not fit the reader's room yet.
    std::string unread;
    bool keeps_unread = true;
    int64_t body_bytes = 0;
    int status = 0;
    int64_t length = 0;
    bool ends_with_chunks = false;
    int redirections = 0;
    bool goes_again = false;
    bool is_line_sent = false;
    int error_number = 0;
    esp_http_client_event_t event = {};
    std::shared_ptr<oceanhil::Connection> connection;
    std::vector<char> send_buffer;
    std::vector<char> receive_buffer;
};
