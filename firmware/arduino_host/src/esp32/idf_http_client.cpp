// Facts: components/esp_http_client/esp_http_client.c and lib/http_header.c, components/esp-tls/esp_tls_mbedtls.c of
// ESP-IDF 5.5.1.
#include "idf_http_client.h"

#include <errno.h>
#include <machine.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <algorithm>

#include "oceanhil/address.h"
#include "oceanhil/base64_text.h"
#include "oceanhil/patience.h"
#include "oceanhil/pem.h"

namespace machine = oceanhil::machine;

namespace oceanhil::idf_http {

namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;
constexpr int kTimeoutMs = 5000;
constexpr int kMostRedirections = 10;
constexpr int kMostLogins = 10;

constexpr const char* kMethods[] = {"GET",     "POST", "PUT",  "PATCH", "DELETE", "HEAD",     "NOTIFY",    "SUBSCRIBE", "UNSUBSCRIBE",
                                    "OPTIONS", "COPY", "MOVE", "LOCK",  "UNLOCK", "PROPFIND", "PROPPATCH", "MKCOL",     "REPORT"};

esp_http_client_config_t filled(esp_http_client_config_t config) {
    config.timeout_ms = config.timeout_ms == 0 ? kTimeoutMs : config.timeout_ms;
    config.buffer_size = config.buffer_size == 0 ? DEFAULT_HTTP_BUF_SIZE : config.buffer_size;
    config.buffer_size_tx = config.buffer_size_tx == 0 ? DEFAULT_HTTP_BUF_SIZE : config.buffer_size_tx;
    config.max_redirection_count = config.max_redirection_count == 0 ? kMostRedirections : config.max_redirection_count;
    const int logins = config.max_authorization_retries;
    config.max_authorization_retries = logins == 0 ? kMostLogins : std::max(logins, 0);
    return config;
}

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

/// Whether the server's certificate can be looked at with what a client has.
bool has_authority(const esp_http_client_config_t& settings) {
    return settings.crt_bundle_attach != nullptr || settings.use_global_ca_store ||
           (settings.cert_pem != nullptr && (settings.cert_len != 0 || pem_count(settings.cert_pem, PemKind::certificate) > 0));
}

}  // namespace

}  // namespace oceanhil::idf_http

namespace http_idf = oceanhil::idf_http;

esp_http_client::esp_http_client(const esp_http_client_config_t& config)
    : settings(http_idf::filled(config)),
      username(http_idf::text_of(config.username)),
      password(http_idf::text_of(config.password)),
      has_user(config.username != nullptr),
      send_buffer(static_cast<size_t>(settings.buffer_size_tx)),
      receive_buffer(static_cast<size_t>(settings.buffer_size)) {
    const bool is_secured = config.transport_type == HTTP_TRANSPORT_OVER_SSL;
    place.scheme = is_secured ? "https" : "http";
    place.host = http_idf::text_of(config.host);
    place.port = config.port != 0 ? config.port : is_secured ? http_idf::kHttpsPort : http_idf::kHttpPort;
    place.path = config.path == nullptr ? "/" : config.path;
    place.query = http_idf::text_of(config.query);
    event.client = this;
}

esp_err_t esp_http_client::tell(esp_http_client_event_id_t id, void* data, size_t bytes) {
    if (settings.event_handler == nullptr) {
        return ESP_OK;
    }
    event.event_id = id;
    event.user_data = settings.user_data;
    event.data = data;
    event.data_len = static_cast<int>(bytes);
    return settings.event_handler(&event);
}

std::string* esp_http_client::header(const char* key) {
    for (auto& each : headers) {
        if (strcasecmp(each.first.c_str(), key) == 0) {
            return &each.second;
        }
    }
    return nullptr;
}

void esp_http_client::set_header(const std::string& key, const std::string& value) {
    if (std::string* const found = header(key.c_str())) {
        *found = value;
    } else {
        headers.emplace_back(key, value);
    }
}

std::string esp_http_client::host_header() const {
    const bool is_usual = place.port == http_idf::kHttpPort || place.port == http_idf::kHttpsPort;
    return is_usual ? place.host : place.host + ":" + std::to_string(place.port);
}

/// Reads a URL, or a path of the same host; false if it is none, and nothing is changed then.
bool esp_http_client::set_url(const char* url) {
    std::string rest = url;
    http_idf::Place next = place;
    const size_t scheme = rest.find("://");
    if (rest.empty() || (scheme == std::string::npos && rest[0] != '/') || rest.find(' ') != std::string::npos) {
        return false;
    }
    rest = rest.substr(0, rest.find('#'));
    if (scheme != std::string::npos) {
        next.scheme = rest.substr(0, scheme);
        rest = rest.substr(scheme + 3);
        std::string authority = rest.substr(0, rest.find_first_of("/?"));
        rest = rest.substr(authority.size());
        if (const size_t at = authority.rfind('@'); at != std::string::npos) {
            const std::string user = authority.substr(0, at);
            const size_t colon = user.find(':');
            username = user.substr(0, colon);
            password = colon == std::string::npos ? password : user.substr(colon + 1);
            has_user = true;
            authority = authority.substr(at + 1);
        }
        const size_t colon = authority.find(':');
        next.host = authority.substr(0, colon);
        next.port = strcasecmp(next.scheme.c_str(), "https") == 0  ? http_idf::kHttpsPort
                    : strcasecmp(next.scheme.c_str(), "http") == 0 ? http_idf::kHttpPort
                                                                   : place.port;
        next.port = colon == std::string::npos ? next.port : atoi(authority.c_str() + colon + 1);
        if (next.host.empty() || next.port <= 0) {
            return false;
        }
    }
    const size_t mark = rest.find('?');
    next.path = rest.substr(0, mark);
    next.path = next.path.empty() ? "/" : next.path;
    next.query = mark == std::string::npos ? "" : rest.substr(mark + 1);
    const bool is_new_host = !place.host.empty() && strcasecmp(place.host.c_str(), next.host.c_str()) != 0;
    const bool is_elsewhere = is_new_host || place.port != next.port;
    place = next;
    if (is_new_host) {
        set_header("Host", place.host);
    }
    if (is_elsewhere) {
        unread.clear();
        close();
    }
    return true;
}

void esp_http_client::prepare() {
    goes_again = false;
    body_bytes = 0;
    is_line_sent = false;
    location.clear();
    asked_for_login.clear();
    answer.begin(settings.method == HTTP_METHOD_HEAD);
    if (has_user && settings.auth_type == HTTP_AUTH_TYPE_BASIC) {
        const std::string login = username + ":" + password;
        const String coded = oceanhil::base64_text(reinterpret_cast<const uint8_t*>(login.data()), login.size());
        set_header("Authorization", std::string("Basic ") + coded.c_str());
    }
}

esp_err_t esp_http_client::connect() {
    prepare();
    if (state != IdfHttpState::fresh) {
        return ESP_OK;
    }
    const bool is_secured = strcasecmp(place.scheme.c_str(), "https") == 0;
    if (!is_secured && strcasecmp(place.scheme.c_str(), "http") != 0) {
        return ESP_ERR_HTTP_INVALID_TRANSPORT;
    }
    if (is_secured && !http_idf::has_authority(settings)) {
        return ESP_ERR_HTTP_CONNECT;
    }
    const auto timeout_ms = static_cast<uint32_t>(std::max(settings.timeout_ms, 0));
    const auto security = is_secured ? machine::Security::verified : machine::Security::none;
    int32_t outcome = 0;
    connection = oceanhil::Connection::open(
        {place.host.c_str(), static_cast<uint16_t>(place.port), security, timeout_ms, timeout_ms}, outcome);
    // Certificates are for names: one that is asked for by its address does not have it.
    const bool is_checked_name = is_secured && !settings.skip_cert_common_name_check;
    if (connection != nullptr && is_checked_name && oceanhil::is_dotted(place.host.c_str())) {
        connection.reset();
    }
    if (connection == nullptr) {
        error_number = outcome == machine::kRefused ? ECONNREFUSED : outcome == machine::kNoAnswer ? EINPROGRESS : 0;
        return ESP_ERR_HTTP_CONNECT;
    }
    state = IdfHttpState::connected;
    tell(HTTP_EVENT_ON_CONNECTED);
    return ESP_OK;
}

esp_err_t esp_http_client::send_head(int announced) {
    std::string line;
    if (!is_line_sent) {
        const esp_http_client_method_t method = settings.method;
        const bool says_nothing = method == HTTP_METHOD_GET || method == HTTP_METHOD_HEAD || method == HTTP_METHOD_DELETE;
        if (announced < 0) {
            set_header("Transfer-Encoding", "chunked");
        } else if (announced != 0 || !says_nothing) {
            set_header("Content-Length", std::to_string(announced));
        } else {
            esp_http_client_delete_header(this, "Content-Length");
        }
        line = std::string(http_idf::kMethods[method]) + " " + place.path;
        line += place.query.empty() ? "" : "?" + place.query;
        line += " HTTP/1.1\r\n";
        if (line.size() >= send_buffer.size()) {
            return ESP_FAIL;
        }
        is_line_sent = true;
    }
    if (!send_headers(line)) {
        close();
        return ESP_ERR_HTTP_WRITE_DATA;
    }
    state = IdfHttpState::head_sent;
    tell(HTTP_EVENT_HEADERS_SENT);
    return ESP_OK;
}

/// Sends the head in pieces of the buffer. What does not fit one ends it, without the empty line that nobody answers
/// without, as the library does.
bool esp_http_client::send_headers(std::string piece) {
    size_t next = 0;
    bool is_first = true;
    while (next < headers.size()) {
        const size_t begun = next;
        size_t room = send_buffer.size() - piece.size();
        size_t bytes = 0;
        std::string lines;
        for (; next < headers.size(); ++next) {
            const auto& each = headers[next];
            bytes += each.first.size() + each.second.size() + 4;
            if (bytes + 1 > room - 2) {
                break;
            }
            lines += each.first + ": " + each.second + "\r\n";
        }
        if (next == begun) {
            return true;
        }
        piece += lines + (next == headers.size() ? "\r\n" : "");
        // A connection that the far end has ended in order takes bytes all the same.
        if (!connection->send(reinterpret_cast<const uint8_t*>(piece.data()), piece.size()) && connection->is_reset()) {
            return false;
        }
        piece.clear();
        is_first = false;
    }
    return !is_first || headers.empty();
}

int esp_http_client::receive(int room) {
    const oceanhil::Patience patience(static_cast<unsigned long>(std::max(settings.timeout_ms, 0)));
    while (connection->available() == 0) {
        if (!connection->is_open()) {
            const bool is_reset = connection->is_reset();
            error_number = is_reset ? ECONNRESET : ENOTCONN;
            return static_cast<int>(is_reset ? http_idf::Silence::reset : http_idf::Silence::hung_up);
        }
        if (!patience.lasts() && connection->available() == 0) {
            error_number = EAGAIN;
            return static_cast<int>(http_idf::Silence::timed_out);
        }
    }
    auto* const into = reinterpret_cast<uint8_t*>(receive_buffer.data());
    return static_cast<int>(connection->read(into, std::min(static_cast<size_t>(room), receive_buffer.size())));
}

int esp_http_client::read_on(int room) {
    const int came = receive(room);
    // That nothing comes any more ends a body that has no length.
    if (came > 0 || came == static_cast<int>(http_idf::Silence::hung_up)) {
        answer.read(receive_buffer.data(), static_cast<size_t>(std::max(came, 0)), *this);
    }
    return came;
}

void esp_http_client::hear_header(const std::string& key, const std::string& value) {
    std::string own_key = key;
    std::string own_value = value;
    if (strcasecmp(key.c_str(), "Location") == 0) {
        location += value;
    } else if (strcasecmp(key.c_str(), "WWW-Authenticate") == 0) {
        asked_for_login += value;
    }
    event.header_key = own_key.data();
    event.header_value = own_value.data();
    tell(HTTP_EVENT_ON_HEADER);
    event.header_key = nullptr;
    event.header_value = nullptr;
}

void esp_http_client::hear_head_end() {
    status = answer.status();
    length = answer.length();
    body_bytes = 0;
    ends_with_chunks = answer.is_chunked();
    state = IdfHttpState::answered;
}

void esp_http_client::hear_body(const char* data, size_t bytes) {
    if (keeps_unread) {
        unread.append(data, bytes);
    }
    body_bytes += static_cast<int64_t>(bytes);
    tell(HTTP_EVENT_ON_DATA, const_cast<char*>(data), bytes);
}

esp_err_t esp_http_client::check_answer() {
    if (status >= HttpStatus_Ok && status < HttpStatus_MultipleChoices) {
        redirections = 0;
        return ESP_OK;
    }
    if (redirections >= settings.max_redirection_count) {
        return ESP_ERR_HTTP_MAX_REDIRECT;
    }
    switch (status) {
        case HttpStatus_MovedPermanently:
        case HttpStatus_Found:
        case HttpStatus_SeeOther:
        case HttpStatus_TemporaryRedirect:
        case HttpStatus_PermanentRedirect:
            if (settings.disable_auto_redirect) {
                tell(HTTP_EVENT_REDIRECT);
                return ESP_OK;
            }
            return esp_http_client_set_redirection(this) == ESP_OK ? ESP_OK : ESP_FAIL;
        case HttpStatus_Unauthorized:
            return esp_http_client_add_auth(this);
        default:
            return ESP_OK;
    }
}

void esp_http_client::close() {
    if (state == IdfHttpState::unmade) {
        return;
    }
    tell(HTTP_EVENT_DISCONNECTED);
    state = IdfHttpState::fresh;
    connection.reset();
}
