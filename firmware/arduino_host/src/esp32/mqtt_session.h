/// What a client of mqtt_client.h keeps. Facts: esp-mqtt of ESP-IDF 5.5.1 (mqtt_client.c, lib/mqtt_msg.c, lib/mqtt_outbox.c,
/// lib/include/mqtt_config.h).
#pragma once

#include <freertos/FreeRTOS.h>
#include <freertos/event_groups.h>
#include <freertos/semphr.h>
#include <freertos/task.h>
#include <mqtt_client.h>

#include <deque>
#include <memory>
#include <string>

namespace oceanhil::mqtt {

constexpr const char* kTag = "mqtt_client";
/// Of a client's bits: it was told to connect at once.
constexpr EventBits_t kConnectsNow = BIT1;

struct Place {
    std::string scheme;
    std::string host;
    std::string path;
    uint32_t port = 0;
};

/// What is kept of a configuration that is given.
struct ClientSettings {
    Place place;
    bool has_uri = false;
    std::string client_id;
    std::string user;
    std::string password;
    std::string will_topic;
    std::string will;
    int will_qos = 0;
    bool is_will_kept = false;
    bool begins_clean = true;
    uint16_t keep_alive_s = 0;
    esp_mqtt_protocol_ver_t protocol = MQTT_PROTOCOL_UNDEFINED;
    esp_mqtt_client_config_t::broker_t::verification_t verification = {};
    uint32_t patience_ms = 0;
    uint32_t rest_ms = 0;
    bool connects_again = true;
    UBaseType_t priority = 0;
    uint32_t stack_bytes = 0;
    size_t out_bytes = 0;
    uint64_t outbox_limit = 0;
};

/// Takes over what is given; ESP_FAIL for a URI that is none, ESP_ERR_INVALID_ARG for what contradicts itself.
esp_err_t configure(ClientSettings& settings, const esp_mqtt_client_config_t& config);
/// False for what is no URI, which leaves all as it was.
bool set_uri(ClientSettings& settings, const char* uri);
/// The port that is connected to, of the scheme if none is given.
uint32_t port_of(const Place& place);

/// The packet that asks for a connection; nothing if the buffer has no room for it.
std::string connect_packet(const ClientSettings& settings);
/// How many bytes of the buffer a message takes before its data; 0 if there is no room, or no topic.
size_t publish_head(const ClientSettings& settings, const char* topic, int qos);
/// How long a packet is whose remaining length is this.
size_t packet_bytes(size_t remaining);

/// A message that waits for a connection.
struct Waiting {
    std::unique_ptr<char[]> packet;
    size_t bytes = 0;
    uint32_t since_ms = 0;
};

enum class ClientState { fresh, disconnected, waiting };

}  // namespace oceanhil::mqtt

struct esp_mqtt_client {
    oceanhil::mqtt::ClientSettings settings;
    std::unique_ptr<char[]> out_buffer;
    std::unique_ptr<char[]> in_buffer;
    std::deque<oceanhil::mqtt::Waiting> outbox;
    esp_mqtt_error_codes_t errors = {};
    esp_event_loop_handle_t loop = nullptr;
    SemaphoreHandle_t lock = nullptr;
    EventGroupHandle_t bits = nullptr;
    TaskHandle_t task = nullptr;
    oceanhil::mqtt::ClientState state = oceanhil::mqtt::ClientState::fresh;
    bool runs = false;
    uint32_t rest_ms = 0;
    uint32_t rests_since_ms = 0;

    ~esp_mqtt_client();
    bool make_buffers(const esp_mqtt_client_config_t& config);
    size_t waiting_bytes() const;
    void tell(esp_mqtt_event_id_t id);
    /// Tells what a connection came to, as its library has it.
    void tell_trouble(esp_tls_t* tls);
    void try_to_connect();
    void rest();
    void forget_old();
    void run();
};
