// What a client of MQTT is told, and what it makes of that. Facts: esp_mqtt_set_config and esp_mqtt_client_set_uri of esp-mqtt.
#include <esp_mac.h>
#include <stdlib.h>
#include <strings.h>

#include <new>

#include "mqtt_session.h"
#include "oceanhil/format.h"

namespace {

using oceanhil::mqtt::ClientSettings;

constexpr UBaseType_t kMqttPriority = 5;
constexpr uint32_t kMqttStackBytes = 6144;
constexpr uint32_t kMqttPatienceMs = 10000;
constexpr uint32_t kMqttRestMs = 10000;
constexpr uint16_t kMqttKeepAliveS = 120;
constexpr int kMqttBufferBytes = 1024;
constexpr long kLastPort = 65535;

constexpr struct {
    esp_mqtt_transport_t transport;
    const char* scheme;
    uint32_t port;
} kTransports[] = {{MQTT_TRANSPORT_OVER_TCP, MQTT_OVER_TCP_SCHEME, 1883},
                   {MQTT_TRANSPORT_OVER_SSL, MQTT_OVER_SSL_SCHEME, 8883},
                   {MQTT_TRANSPORT_OVER_WS, MQTT_OVER_WS_SCHEME, 80},
                   {MQTT_TRANSPORT_OVER_WSS, MQTT_OVER_WSS_SCHEME, 443}};

template <typename Kept, typename Given>
void set_if(Kept& kept, Given given) {
    if (given) {
        kept = given;
    }
}

template <typename Number>
Number above_nothing(int given, Number usual) {
    return given > 0 ? static_cast<Number>(given) : usual;
}

std::string own_name() {
    uint8_t mac[6] = {};
    esp_efuse_mac_get_default(mac);
    char name[16];
    oceanhil_snprintf(name, sizeof name, "ESP32_%02x%02X%02X", mac[3], mac[4], mac[5]);
    return name;
}

void configure_session(ClientSettings& settings, const esp_mqtt_client_config_t& config) {
    set_if(settings.user, config.credentials.username);
    set_if(settings.password, config.credentials.authentication.password);
    if (!config.credentials.set_null_client_id) {
        set_if(settings.client_id, config.credentials.client_id);
        settings.client_id = settings.client_id.empty() ? own_name() : settings.client_id;
    }
    const auto& will = config.session.last_will;
    set_if(settings.will_topic, will.topic);
    if (will.msg != nullptr) {
        settings.will = will.msg_len > 0 ? std::string(will.msg, static_cast<size_t>(will.msg_len)) : will.msg;
    }
    set_if(settings.will_qos, will.qos);
    set_if(settings.is_will_kept, will.retain != 0);
    settings.begins_clean = !config.session.disable_clean_session;
    set_if(settings.keep_alive_s, static_cast<uint16_t>(config.session.keepalive));
    settings.keep_alive_s = settings.keep_alive_s == 0 ? kMqttKeepAliveS : settings.keep_alive_s;
    settings.keep_alive_s = config.session.disable_keepalive ? 0 : settings.keep_alive_s;
    set_if(settings.protocol, config.session.protocol_ver);
    settings.protocol = settings.protocol == MQTT_PROTOCOL_UNDEFINED ? MQTT_PROTOCOL_V_3_1_1 : settings.protocol;
}

void configure_task(ClientSettings& settings, const esp_mqtt_client_config_t& config) {
    settings.patience_ms = above_nothing(config.network.timeout_ms, kMqttPatienceMs);
    const int rest_ms = config.network.reconnect_timeout_ms;
    settings.rest_ms = rest_ms == 0 ? kMqttRestMs : static_cast<uint32_t>(rest_ms);
    settings.connects_again = !config.network.disable_auto_reconnect;
    settings.priority = above_nothing(config.task.priority, kMqttPriority);
    settings.stack_bytes = above_nothing(config.task.stack_size, kMqttStackBytes);
    settings.outbox_limit = config.outbox.limit;
    settings.verification = config.broker.verification;
}

bool is_secured(const std::string& scheme) {
    return strcasecmp(scheme.c_str(), MQTT_OVER_SSL_SCHEME) == 0 || strcasecmp(scheme.c_str(), MQTT_OVER_WSS_SCHEME) == 0;
}

}  // namespace

namespace oceanhil::mqtt {

bool set_uri(ClientSettings& settings, const char* uri) {
    const std::string text = uri;
    const size_t scheme = text.find("://");
    if (scheme == std::string::npos || scheme == 0 || text.find(' ') != std::string::npos) {
        return false;
    }
    const std::string rest = text.substr(scheme + 3, text.find('#') - scheme - 3);
    std::string authority = rest.substr(0, rest.find_first_of("/?"));
    const std::string path = rest.substr(authority.size());
    const size_t at = authority.rfind('@');
    const std::string login = at == std::string::npos ? "" : authority.substr(0, at);
    authority = at == std::string::npos ? authority : authority.substr(at + 1);
    const size_t colon = authority.find(':');
    char* end = nullptr;
    const long port = colon == std::string::npos ? 0 : strtol(authority.c_str() + colon + 1, &end, 10);
    if (authority.substr(0, colon).empty() || (end != nullptr && *end != 0) || port < 0 || port > kLastPort) {
        return false;
    }
    settings.place.scheme = text.substr(0, scheme);
    settings.place.host = authority.substr(0, colon);
    settings.place.path = path.rfind('?', 0) == 0 ? "/" + path : path;
    set_if(settings.place.port, static_cast<uint32_t>(port));
    if (!login.empty()) {
        const size_t mark = login.find(':');
        settings.user = login.substr(0, mark);
        settings.password = mark == std::string::npos ? settings.password : login.substr(mark + 1);
    }
    return true;
}

uint32_t port_of(const Place& place) {
    for (const auto& each : kTransports) {
        if (place.port == 0 && strcasecmp(place.scheme.c_str(), each.scheme) == 0) {
            return each.port;
        }
    }
    return place.port;
}

esp_err_t configure(ClientSettings& settings, const esp_mqtt_client_config_t& config) {
    const auto& address = config.broker.address;
    const auto& trust = config.broker.verification;
    if (config.session.protocol_ver == MQTT_PROTOCOL_V_5) {
        return ESP_ERR_NO_MEM;
    }
    const int buffer = above_nothing(config.buffer.size, kMqttBufferBytes);
    settings.out_bytes = static_cast<size_t>(above_nothing(config.buffer.out_size, buffer));
    set_if(settings.place.port, address.port);
    set_if(settings.place.host, address.hostname);
    set_if(settings.place.path, address.path);
    configure_session(settings, config);
    configure_task(settings, config);
    for (const auto& each : kTransports) {
        set_if(settings.place.scheme, address.transport == each.transport ? each.scheme : nullptr);
    }
    if (address.uri != nullptr) {
        settings.has_uri = true;
        if (!set_uri(settings, address.uri)) {
            return ESP_FAIL;
        }
    }
    const bool has_trust = trust.use_global_ca_store || trust.certificate != nullptr || trust.psk_hint_key != nullptr ||
                           trust.alpn_protos != nullptr || config.credentials.authentication.certificate != nullptr;
    const bool is_twice = settings.has_uri && address.transport != MQTT_TRANSPORT_UNKNOWN;
    return is_twice || (has_trust && !is_secured(settings.place.scheme)) ? ESP_ERR_INVALID_ARG : ESP_OK;
}

}  // namespace oceanhil::mqtt

bool esp_mqtt_client::make_buffers(const esp_mqtt_client_config_t& config) {
    const auto in_bytes = static_cast<size_t>(above_nothing(config.buffer.size, kMqttBufferBytes));
    out_buffer.reset();
    out_buffer.reset(new (std::nothrow) char[settings.out_bytes]);
    in_buffer.reset();
    in_buffer.reset(new (std::nothrow) char[in_bytes]);
    return out_buffer != nullptr && in_buffer != nullptr;
}
