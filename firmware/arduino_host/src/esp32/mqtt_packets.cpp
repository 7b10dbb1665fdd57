// Packets of MQTT 3.1 and 3.1.1 (OASIS, MQTT Version 3.1.1, 3.1 and 3.3), with the room that lib/mqtt_msg.c of esp-mqtt has.
#include <string.h>

#include "mqtt_session.h"

namespace oceanhil::mqtt {

namespace {

// The buffer keeps so much for the head, whatever it takes.
constexpr size_t kHeadRoom = 5;
constexpr size_t kLengthBits = 7;
constexpr uint8_t kMoreLength = 0x80;
constexpr char kConnect = 0x10;
constexpr uint8_t kHasUser = 0x80;
constexpr uint8_t kHasPassword = 0x40;
constexpr uint8_t kKeepsWill = 0x20;
constexpr uint8_t kHasWill = 0x04;
constexpr uint8_t kBeginsClean = 0x02;
constexpr unsigned kWillQosShift = 3;

std::string mqtt_text(const std::string& text) {
    return std::string{static_cast<char>(text.size() >> 8), static_cast<char>(text.size())} + text;
}

}  // namespace

size_t packet_bytes(size_t remaining) {
    size_t bytes = 2 + remaining;
    for (size_t more = remaining >> kLengthBits; more > 0; more >>= kLengthBits) {
        ++bytes;
    }
    return bytes;
}

std::string connect_packet(const ClientSettings& settings) {
    const bool is_old = settings.protocol == MQTT_PROTOCOL_V_3_1;
    std::string body = mqtt_text(is_old ? "MQIsdp" : "MQTT") + (is_old ? '\x03' : '\x04');
    uint8_t flags = settings.begins_clean ? kBeginsClean : 0;
    std::string payload = mqtt_text(settings.client_id);
    if (!settings.will_topic.empty()) {
        payload += mqtt_text(settings.will_topic) + mqtt_text(settings.will);
        flags |= kHasWill | (settings.is_will_kept ? kKeepsWill : 0);
        flags |= static_cast<uint8_t>((settings.will_qos & 3) << kWillQosShift);
    }
    if (!settings.user.empty() || !settings.password.empty()) {
        payload += mqtt_text(settings.user);
        flags |= kHasUser;
    }
    if (!settings.password.empty()) {
        payload += mqtt_text(settings.password);
        flags |= kHasPassword;
    }
    body += static_cast<char>(flags);
    body += static_cast<char>(settings.keep_alive_s >> 8);
    body += static_cast<char>(settings.keep_alive_s);
    body += payload;
    if (kHeadRoom + body.size() > settings.out_bytes) {
        return "";
    }
    std::string packet(1, kConnect);
    size_t length = body.size();
    do {
        const auto part = static_cast<uint8_t>(length & (kMoreLength - 1U));
        length >>= kLengthBits;
        packet += static_cast<char>(part | (length > 0 ? kMoreLength : 0));
    } while (length > 0);
    return packet + body;
}

size_t publish_head(const ClientSettings& settings, const char* topic, int qos) {
    if (topic == nullptr || *topic == 0) {
        return 0;
    }
    const size_t bytes = sizeof(uint16_t) + strlen(topic) + (qos > 0 ? sizeof(uint16_t) : 0);
    return kHeadRoom + bytes > settings.out_bytes ? 0 : bytes;
}

}  // namespace oceanhil::mqtt
