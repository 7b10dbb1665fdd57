// Connections with TLS by ESP-IDF's calls. Facts: components/esp-tls/esp_tls.c, esp_tls_mbedtls.c and
// esp_tls_error_capture.c, components/mbedtls/port/net_sockets.c of ESP-IDF 5.5.1.
#include <board_facts.h>
#include <errno.h>
#include <esp_tls.h>
#include <network.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string>

#include "oceanhil/address.h"
#include "oceanhil/connection.h"
#include "oceanhil/patience.h"
#include "oceanhil/pem.h"

namespace machine = oceanhil::machine;

namespace oceanhil::tls_idf {

/// A handle is the first of what is kept, as in the library.
struct Errors {
    esp_tls_last_error_t told = {};
    int system = 0;
};

}  // namespace oceanhil::tls_idf

struct esp_tls {
    oceanhil::tls_idf::Errors errors;
    esp_tls_conn_state_t state = ESP_TLS_INIT;
    std::shared_ptr<oceanhil::Connection> connection;
    bool is_secured = false;
    bool never_blocks = false;
    uint32_t patience_ms = 0;
};

namespace {

constexpr uint32_t kTlsPatienceMs = 10000;
constexpr int kTlsHttpPort = 80;
constexpr int kTlsHttpsPort = 443;
constexpr uint8_t kDerSequence = 0x30;
// include/mbedtls/net_sockets.h and x509.h.
constexpr int kNetReceiveFailed = -0x004C;
constexpr int kNetReset = -0x0050;
constexpr int kNoRoom = 0x7F00;  // MBEDTLS_ERR_SSL_ALLOC_FAILED, without its sign
constexpr int kBadName = 0x04;
constexpr int kNotTrusted = 0x08;

bool has_global_store = false;

bool is_certificate(const unsigned char* from, unsigned bytes) {
    if (from == nullptr || bytes == 0) {
        return false;
    }
    const bool is_text = from[bytes - 1] == 0;
    const auto* const text = reinterpret_cast<const char*>(from);
    return is_text ? oceanhil::pem_count(text, oceanhil::PemKind::certificate) > 0 : from[0] == kDerSequence;
}

int tls_failure(esp_tls& tls, esp_err_t error, int mbed = 0, int system = 0, int flags = 0) {
    tls.errors.told = {error, mbed, flags};
    tls.errors.system = system;
    tls.state = ESP_TLS_FAIL;
    return -1;
}

/// What of a connection's outcome the library tells.
int tls_outcome(esp_tls& tls, int32_t outcome) {
    switch (outcome) {
        case machine::kNoNetwork:
        case machine::kNoName:
            return tls_failure(tls, ESP_ERR_ESP_TLS_CANNOT_RESOLVE_HOSTNAME);
        case machine::kNoAnswer:
            return tls_failure(tls, ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT);
        case machine::kRefused:
            return tls_failure(tls, ESP_ERR_ESP_TLS_FAILED_CONNECT_TO_HOST, 0, ECONNREFUSED);
        case machine::kTlsUntrusted:
        case machine::kTlsDates:
            return tls_failure(tls, ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, -machine::facts::kMbedUntrusted, 0, kNotTrusted);
        case machine::kNoMemory:
            return tls_failure(tls, ESP_ERR_MBEDTLS_SSL_SETUP_FAILED, kNoRoom);
        case machine::kNoTls:
            return tls_failure(tls, ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, -machine::facts::kMbedNoRecord);
        default:
            return tls_failure(tls, ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, -machine::facts::kMbedAlert);
    }
}

/// What the library finds wrong with what it was given, once there is a connection; ESP_OK for nothing.
esp_err_t tls_settings_error(const esp_tls_cfg_t& config) {
    if (config.crt_bundle_attach != nullptr) {
        return ESP_OK;
    }
    if (config.use_global_ca_store) {
        return has_global_store ? ESP_OK : ESP_ERR_MBEDTLS_SSL_SETUP_FAILED;
    }
    if (config.cacert_buf != nullptr) {
        const bool is_readable = is_certificate(config.cacert_buf, config.cacert_bytes);
        return is_readable ? ESP_OK : ESP_ERR_MBEDTLS_X509_CRT_PARSE_FAILED;
    }
    return config.psk_hint_key != nullptr ? ESP_OK : ESP_ERR_MBEDTLS_SSL_SETUP_FAILED;
}

/// Certificates are for names, and here for those by which a host is asked for.
bool is_right_name(const std::string& host, const esp_tls_cfg_t& config) {
    const char* const name = config.common_name == nullptr ? host.c_str() : config.common_name;
    return config.skip_common_name || (!oceanhil::is_dotted(name) && strcasecmp(name, host.c_str()) == 0);
}

int tls_connect(const std::string& host, int port, const esp_tls_cfg_t& config, esp_tls& tls) {
    tls.is_secured = !config.is_plain_tcp;
    tls.never_blocks = config.non_block;
    tls.patience_ms = config.timeout_ms > 0 ? static_cast<uint32_t>(config.timeout_ms) : kTlsPatienceMs;
    const esp_err_t wrong = tls.is_secured ? tls_settings_error(config) : ESP_OK;
    const auto security = tls.is_secured && wrong == ESP_OK ? machine::Security::verified : machine::Security::none;
    int32_t outcome = 0;
    tls.connection = oceanhil::Connection::open(
        {host.c_str(), static_cast<uint16_t>(port), security, tls.patience_ms, tls.patience_ms}, outcome);
    if (tls.connection == nullptr) {
        return tls_outcome(tls, outcome);
    }
    if (wrong != ESP_OK) {
        tls.connection.reset();
        const bool is_unreadable = wrong == ESP_ERR_MBEDTLS_X509_CRT_PARSE_FAILED;
        return tls_failure(tls, wrong, is_unreadable ? -machine::facts::kMbedUnreadable : 0);
    }
    if (tls.is_secured && config.psk_hint_key != nullptr && config.cacert_buf == nullptr) {
        // No server here knows such a key.
        tls.connection.reset();
        return tls_outcome(tls, machine::kTlsAlert);
    }
    if (tls.is_secured && !is_right_name(host, config)) {
        tls.connection.reset();
        const int code = -machine::facts::kMbedUntrusted;
        return tls_failure(tls, ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, code, 0, kBadName);
    }
    // The library leaves a plain one in its first state.
    tls.state = tls.is_secured ? ESP_TLS_DONE : ESP_TLS_INIT;
    return 1;
}

struct UrlPlace {
    std::string host;
    int port;
};

UrlPlace place_of(const char* url) {
    const char* const scheme_end = strstr(url, "://");
    const std::string scheme = scheme_end == nullptr ? "" : std::string(url, scheme_end);
    std::string rest = scheme_end == nullptr ? url : scheme_end + strlen("://");
    rest = rest.substr(0, rest.find_first_of("/?#"));
    rest = rest.substr(rest.find('@') == std::string::npos ? 0 : rest.find('@') + 1);
    const size_t colon = rest.find(':');
    if (colon != std::string::npos) {
        return {rest.substr(0, colon), atoi(rest.c_str() + colon + 1)};
    }
    const bool is_secured = strcasecmp(scheme.c_str(), "https") == 0;
    return {rest, is_secured ? kTlsHttpsPort : strcasecmp(scheme.c_str(), "http") == 0 ? kTlsHttpPort : 0};
}

/// Waits for something to read; false if nothing came, or will.
bool await_bytes(esp_tls& tls) {
    const oceanhil::Patience patience(tls.patience_ms);
    while (tls.connection->available() == 0) {
        if (tls.never_blocks || !tls.connection->is_open() || !patience.lasts()) {
            return tls.connection->available() > 0;
        }
    }
    return true;
}

}  // namespace

extern "C" {

esp_tls_t* esp_tls_init(void) { return new (std::nothrow) esp_tls; }

int esp_tls_conn_new_sync(const char* hostname, int hostlen, int port, const esp_tls_cfg_t* cfg, esp_tls_t* tls) {
    if (cfg == nullptr || tls == nullptr || hostname == nullptr || hostlen < 0 || tls->state == ESP_TLS_FAIL) {
        return -1;
    }
    return tls_connect(std::string(hostname, static_cast<size_t>(hostlen)), port, *cfg, *tls);
}

int esp_tls_conn_new_async(const char* hostname, int hostlen, int port, const esp_tls_cfg_t* cfg, esp_tls_t* tls) {
    const bool is_new = tls != nullptr && tls->state == ESP_TLS_INIT && cfg != nullptr && cfg->non_block;
    if (is_new && !cfg->is_plain_tcp) {
        tls->state = ESP_TLS_CONNECTING;
        return 0;
    }
    return esp_tls_conn_new_sync(hostname, hostlen, port, cfg, tls);
}

int esp_tls_conn_http_new_sync(const char* url, const esp_tls_cfg_t* cfg, esp_tls_t* tls) {
    if (url == nullptr) {
        return -1;
    }
    const UrlPlace place = place_of(url);
    return esp_tls_conn_new_sync(place.host.c_str(), static_cast<int>(place.host.size()), place.port, cfg, tls);
}

int esp_tls_conn_http_new_async(const char* url, const esp_tls_cfg_t* cfg, esp_tls_t* tls) {
    const UrlPlace place = place_of(url);
    return esp_tls_conn_new_async(place.host.c_str(), static_cast<int>(place.host.size()), place.port, cfg, tls);
}

ssize_t esp_tls_conn_write(esp_tls_t* tls, const void* data, size_t datalen) {
    if (tls == nullptr || data == nullptr || tls->connection == nullptr) {
        return -1;
    }
    const bool is_sent = tls->connection->send(static_cast<const uint8_t*>(data), datalen);
    // One that the far end has ended in order takes bytes all the same.
    if (is_sent || !tls->connection->is_reset()) {
        return static_cast<ssize_t>(datalen);
    }
    errno = ECONNRESET;
    if (tls->is_secured) {
        tls->errors.told = {ESP_ERR_MBEDTLS_SSL_WRITE_FAILED, -kNetReset, 0};
    }
    return tls->is_secured ? kNetReset : -1;
}

ssize_t esp_tls_conn_read(esp_tls_t* tls, void* data, size_t datalen) {
    if (tls == nullptr || tls->connection == nullptr) {
        return -1;
    }
    if (await_bytes(*tls)) {
        return static_cast<ssize_t>(tls->connection->read(static_cast<uint8_t*>(data), datalen));
    }
    if (tls->connection->is_reset()) {
        errno = ECONNRESET;
        return tls->is_secured ? kNetReset : -1;
    }
    if (!tls->connection->is_open()) {
        return 0;
    }
    errno = EAGAIN;
    // Only a socket that shall not block says so to mbed TLS.
    const int nothing = tls->never_blocks ? ESP_TLS_ERR_SSL_WANT_READ : kNetReceiveFailed;
    return tls->is_secured ? nothing : -1;
}

int esp_tls_conn_destroy(esp_tls_t* tls) {
    if (tls == nullptr) {
        return -1;
    }
    delete tls;
    return 0;
}

ssize_t esp_tls_get_bytes_avail(esp_tls_t* tls) {
    if (tls == nullptr) {
        return -1;
    }
    return tls->connection == nullptr ? 0 : static_cast<ssize_t>(tls->connection->available());
}

esp_err_t esp_tls_get_conn_state(esp_tls_t* tls, esp_tls_conn_state_t* conn_state) {
    if (tls == nullptr || conn_state == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *conn_state = tls->state;
    return ESP_OK;
}

esp_err_t esp_tls_set_conn_state(esp_tls_t* tls, esp_tls_conn_state_t conn_state) {
    if (tls == nullptr || conn_state < ESP_TLS_INIT || conn_state > ESP_TLS_DONE) {
        return ESP_ERR_INVALID_ARG;
    }
    tls->state = conn_state;
    return ESP_OK;
}

esp_err_t esp_tls_init_global_ca_store(void) { return ESP_OK; }

esp_err_t esp_tls_set_global_ca_store(const unsigned char* cacert_pem_buf, const unsigned int cacert_pem_bytes) {
    if (cacert_pem_buf == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!is_certificate(cacert_pem_buf, cacert_pem_bytes)) {
        return machine::facts::kMbedUnreadable;
    }
    has_global_store = true;
    return ESP_OK;
}

void esp_tls_free_global_ca_store(void) { has_global_store = false; }

esp_err_t esp_tls_get_error_handle(esp_tls_t* tls, esp_tls_error_handle_t* error_handle) {
    if (tls == nullptr || error_handle == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *error_handle = &tls->errors.told;
    return ESP_OK;
}

esp_err_t esp_tls_get_and_clear_last_error(esp_tls_error_handle_t h, int* esp_tls_code, int* esp_tls_flags) {
    if (h == nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    const esp_tls_last_error_t told = *h;
    if (esp_tls_code != nullptr) {
        *esp_tls_code = told.esp_tls_error_code;
    }
    if (esp_tls_flags != nullptr) {
        *esp_tls_flags = told.esp_tls_flags;
    }
    *h = {};
    return told.last_error;
}

esp_err_t esp_tls_get_and_clear_error_type(esp_tls_error_handle_t h, esp_tls_error_type_t err_type, int* error_code) {
    if (h == nullptr || error_code == nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    auto& all = *reinterpret_cast<oceanhil::tls_idf::Errors*>(h);
    int* which = nullptr;
    switch (err_type) {
        case ESP_TLS_ERR_TYPE_ESP:
            which = &all.told.last_error;
            break;
        case ESP_TLS_ERR_TYPE_MBEDTLS:
            which = &all.told.esp_tls_error_code;
            break;
        case ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS:
            which = &all.told.esp_tls_flags;
            break;
        case ESP_TLS_ERR_TYPE_SYSTEM:
            which = &all.system;
            break;
        default:
            return ESP_ERR_INVALID_STATE;
    }
    *error_code = *which;
    *which = 0;
    return *error_code == 0 ? ESP_ERR_INVALID_STATE : ESP_OK;
}

}  // extern "C"
