// How a client of MQTT looks for a broker, and finds none. Facts: mqtt_client.c of esp-mqtt, components/tcp_transport/transport_ws.c of
// ESP-IDF 5.5.1.
#include <errno.h>
#include <esp_log.h>
#include <machine.h>
#include <string.h>
#include <strings.h>

#include "mqtt_session.h"
#include "oceanhil/patience.h"

namespace machine = oceanhil::machine;

namespace {

using oceanhil::mqtt::ClientState;

constexpr char kBrokersAnswer = 0x20;
constexpr char kNoBroker[] = "E mqtt_client: a broker answered, which is not simulated\r\n";

bool is_scheme(const esp_mqtt_client& client, const char* scheme) {
    return strcasecmp(client.settings.place.scheme.c_str(), scheme) == 0;
}

esp_tls_cfg_t trust_of(const esp_mqtt_client& client) {
    const auto& given = client.settings.verification;
    esp_tls_cfg_t config = {};
    config.is_plain_tcp = is_scheme(client, MQTT_OVER_TCP_SCHEME) || is_scheme(client, MQTT_OVER_WS_SCHEME);
    config.timeout_ms = static_cast<int>(client.settings.patience_ms);
    config.use_global_ca_store = given.use_global_ca_store;
    config.skip_common_name = given.skip_cert_common_name_check;
    config.common_name = given.common_name;
    config.psk_hint_key = given.psk_hint_key;
    if (!given.use_global_ca_store && given.crt_bundle_attach != nullptr) {
        config.crt_bundle_attach = given.crt_bundle_attach;
    } else if (!given.use_global_ca_store && given.certificate != nullptr) {
        const size_t length = given.certificate_len;
        config.cacert_buf = reinterpret_cast<const unsigned char*>(given.certificate);
        config.cacert_bytes = static_cast<unsigned>(length == 0 ? strlen(given.certificate) + 1 : length);
    }
    return config;
}

bool write_all(esp_tls_t* tls, const std::string& text) {
    return esp_tls_conn_write(tls, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Asks a server to go on as a WebSocket; none here does.
void ask_for_socket(const esp_mqtt_client& client, esp_tls_t* tls) {
    const auto& place = client.settings.place;
    const std::string path = place.path.empty() ? "/" : place.path;
    write_all(tls, "GET " + path + " HTTP/1.1\r\nConnection: Upgrade\r\nHost: " + place.host + ":" +
                       std::to_string(oceanhil::mqtt::port_of(place)) +
                       "\r\nUser-Agent: ESP32 Websocket Client\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: b2NlYW5oaWxvY2Vhbmhp\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n");
    std::string head;
    for (char letter = 0; head.find("\r\n\r\n") == std::string::npos && esp_tls_conn_read(tls, &letter, 1) == 1;) {
        head += letter;
    }
}

/// Asks for a session, and hears the first byte of an answer; false if nothing came in time.
bool ask_for_session(const esp_mqtt_client& client, esp_tls_t* tls) {
    if (!write_all(tls, oceanhil::mqtt::connect_packet(client.settings))) {
        return true;
    }
    char first = 0;
    const ssize_t came = esp_tls_conn_read(tls, &first, sizeof first);
    if (came == 1 && first == kBrokersAnswer) {
        machine::console_write(reinterpret_cast<const uint8_t*>(kNoBroker), sizeof kNoBroker - 1);
    }
    return came >= 0 || errno == ECONNRESET;
}

}  // namespace

void esp_mqtt_client::tell_trouble(esp_tls_t* tls) {
    esp_tls_error_handle_t last = nullptr;
    esp_tls_get_error_handle(tls, &last);
    errors.error_type = MQTT_ERROR_TYPE_TCP_TRANSPORT;
    errors.connect_return_code = MQTT_CONNECTION_ACCEPTED;
    errors.esp_tls_last_esp_err =
        esp_tls_get_and_clear_last_error(last, &errors.esp_tls_stack_err, &errors.esp_tls_cert_verify_flags);
    errors.esp_transport_sock_errno = 0;
    esp_tls_get_and_clear_error_type(last, ESP_TLS_ERR_TYPE_SYSTEM, &errors.esp_transport_sock_errno);
    tell(MQTT_EVENT_ERROR);
}

void esp_mqtt_client::try_to_connect() {
    xEventGroupClearBits(bits, oceanhil::mqtt::kConnectsNow);
    tell(MQTT_EVENT_BEFORE_CONNECT);
    const uint32_t port = oceanhil::mqtt::port_of(settings.place);
    if (port == 0) {
        ESP_LOGE(oceanhil::mqtt::kTag, "Not support this mqtt scheme %s", settings.place.scheme.c_str());
        runs = false;
        return;
    }
    const std::string& host = settings.place.host;
    const esp_tls_cfg_t config = trust_of(*this);
    esp_tls_t* const tls = esp_tls_init();
    const bool is_there = tls != nullptr && esp_tls_conn_new_sync(host.c_str(), static_cast<int>(host.size()),
                                                                  static_cast<int>(port), &config, tls) == 1;
    bool is_trouble = true;
    if (is_there && (is_scheme(*this, MQTT_OVER_WS_SCHEME) || is_scheme(*this, MQTT_OVER_WSS_SCHEME))) {
        ask_for_socket(*this, tls);
    } else if (is_there) {
        is_trouble = ask_for_session(*this, tls);
    }
    if (is_trouble && tls != nullptr) {
        ESP_LOGE(oceanhil::mqtt::kTag, "Error transport connect");
        tell_trouble(tls);
    }
    esp_tls_conn_destroy(tls);
    rest_ms = settings.rest_ms;
    rests_since_ms = oceanhil::chip_millis();
    state = ClientState::waiting;
    tell(MQTT_EVENT_DISCONNECTED);
}
