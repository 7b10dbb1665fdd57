// The calls of mqtt_client.h, and the task that looks for a broker. Facts: mqtt_client.c of esp-mqtt (ESP-IDF 5.5.1).
#include <esp_log.h>
#include <esp_random.h>
#include <mqtt_client.h>
#include <string.h>

#include <new>

#include "mqtt_session.h"
#include "oceanhil/patience.h"

ESP_EVENT_DEFINE_BASE(MQTT_EVENTS);

namespace {

using oceanhil::mqtt::ClientState;

constexpr EventBits_t kMqttStopped = BIT0;
constexpr uint32_t kForgottenAfterMs = 30000;
constexpr uint32_t kLastNumber = 65535;

class Locked {
  public:
    explicit Locked(esp_mqtt_client& client) : client_(client) { xSemaphoreTakeRecursive(client_.lock, portMAX_DELAY); }
    ~Locked() { xSemaphoreGiveRecursive(client_.lock); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

  private:
    esp_mqtt_client& client_;
};

void mqtt_task(void* context) { static_cast<esp_mqtt_client*>(context)->run(); }

/// Keeps a message until there is a connection; false if there is no memory.
bool keep_message(esp_mqtt_client& client, size_t bytes) {
    oceanhil::mqtt::Waiting waiting;
    waiting.packet.reset(new (std::nothrow) char[bytes]);
    waiting.bytes = bytes;
    waiting.since_ms = oceanhil::chip_millis();
    if (waiting.packet == nullptr) {
        return false;
    }
    client.outbox.push_back(std::move(waiting));
    return true;
}

/// The number of a message that is kept, 0 for one that is not, or why there is none.
int take_message(esp_mqtt_client& client, const char* topic, const char* data, int len, int qos, bool is_kept) {
    const size_t head = oceanhil::mqtt::publish_head(client.settings, topic, qos);
    if (head == 0 || (data == nullptr && len > 0)) {
        return -1;
    }
    int number = 0;
    while (qos > 0 && number == 0) {
        number = static_cast<int>(esp_random() % kLastNumber);
    }
    const size_t bytes = oceanhil::mqtt::packet_bytes(head + static_cast<size_t>(len));
    return (qos > 0 || is_kept) && !keep_message(client, bytes) ? -1 : number;
}

int length_of(const char* data, int len) { return len <= 0 && data != nullptr ? static_cast<int>(strlen(data)) : len; }

bool is_too_much(const esp_mqtt_client& client, int len) {
    const uint64_t limit = client.settings.outbox_limit;
    return limit > 0 && static_cast<uint64_t>(len) + client.waiting_bytes() > limit;
}

}  // namespace

esp_mqtt_client::~esp_mqtt_client() {
    if (loop != nullptr) {
        esp_event_loop_delete(loop);
    }
    if (bits != nullptr) {
        vEventGroupDelete(bits);
    }
    if (lock != nullptr) {
        vSemaphoreDelete(lock);
    }
}

size_t esp_mqtt_client::waiting_bytes() const {
    size_t bytes = 0;
    for (const oceanhil::mqtt::Waiting& each : outbox) {
        bytes += each.bytes;
    }
    return bytes;
}

void esp_mqtt_client::tell(esp_mqtt_event_id_t id) {
    esp_mqtt_event_t event = {};
    event.event_id = id;
    event.client = this;
    event.error_handle = &errors;
    event.protocol_ver = settings.protocol;
    esp_event_post_to(loop, MQTT_EVENTS, id, &event, sizeof event, portMAX_DELAY);
    esp_event_loop_run(loop, 0);
}

void esp_mqtt_client::rest() {
    const bool is_asked = (xEventGroupGetBits(bits) & oceanhil::mqtt::kConnectsNow) != 0;
    const bool is_over = oceanhil::chip_millis() - rests_since_ms > rest_ms;
    if (settings.connects_again ? is_over : is_asked) {
        state = ClientState::fresh;
        return;
    }
    xSemaphoreGiveRecursive(lock);
    const TickType_t ticks = pdMS_TO_TICKS(rest_ms / 2);
    xEventGroupWaitBits(bits, oceanhil::mqtt::kConnectsNow, pdFALSE, pdTRUE, ticks == 0 ? 1 : ticks);
    xSemaphoreTakeRecursive(lock, portMAX_DELAY);
}

void esp_mqtt_client::forget_old() {
    while (!outbox.empty() && oceanhil::chip_millis() - outbox.front().since_ms > kForgottenAfterMs) {
        outbox.pop_front();
    }
}

void esp_mqtt_client::run() {
    runs = true;
    state = ClientState::fresh;
    xEventGroupClearBits(bits, kMqttStopped);
    while (runs) {
        const Locked locked(*this);
        esp_event_loop_run(loop, 0);
        forget_old();
        if (state == ClientState::fresh) {
            try_to_connect();
        } else if (state == ClientState::waiting) {
            rest();
        }
    }
    outbox.clear();
    state = ClientState::disconnected;
    xEventGroupSetBits(bits, kMqttStopped);
    vTaskDelete(nullptr);
}

extern "C" {

esp_mqtt_client_handle_t esp_mqtt_client_init(const esp_mqtt_client_config_t* config) {
    auto client = std::unique_ptr<esp_mqtt_client>(new (std::nothrow) esp_mqtt_client);
    if (client == nullptr) {
        return nullptr;
    }
    client->lock = xSemaphoreCreateRecursiveMutex();
    client->bits = xEventGroupCreate();
    esp_event_loop_args_t loop = {};
    loop.queue_size = 1;
    const bool is_made = client->lock != nullptr && client->bits != nullptr &&
                         esp_mqtt_set_config(client.get(), config) == ESP_OK &&
                         esp_event_loop_create(&loop, &client->loop) == ESP_OK;
    return is_made ? client.release() : nullptr;
}

esp_err_t esp_mqtt_set_config(esp_mqtt_client_handle_t client, const esp_mqtt_client_config_t* config) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const Locked locked(*client);
    const esp_err_t configured = oceanhil::mqtt::configure(client->settings, *config);
    return client->make_buffers(*config) ? configured : ESP_ERR_NO_MEM;
}

esp_err_t esp_mqtt_client_set_uri(esp_mqtt_client_handle_t client, const char* uri) {
    const Locked locked(*client);
    return oceanhil::mqtt::set_uri(client->settings, uri) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_mqtt_client_start(esp_mqtt_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const Locked locked(*client);
    if (client->state == ClientState::waiting) {
        ESP_LOGE(oceanhil::mqtt::kTag, "Client has started");
        return ESP_FAIL;
    }
    const auto& settings = client->settings;
    const BaseType_t made =
        xTaskCreate(mqtt_task, "mqtt_task", settings.stack_bytes, client, settings.priority, &client->task);
    return made == pdPASS ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_mqtt_client_reconnect(esp_mqtt_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (client->state != ClientState::waiting) {
        return ESP_FAIL;
    }
    client->rest_ms = 0;
    xEventGroupSetBits(client->bits, oceanhil::mqtt::kConnectsNow);
    return ESP_OK;
}

esp_err_t esp_mqtt_client_disconnect(esp_mqtt_client_handle_t client) {
    return client == nullptr ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t esp_mqtt_client_stop(esp_mqtt_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    {
        const Locked locked(*client);
        if (!client->runs || xTaskGetCurrentTaskHandle() == client->task) {
            return ESP_FAIL;
        }
        client->runs = false;
        client->state = ClientState::disconnected;
    }
    xEventGroupWaitBits(client->bits, kMqttStopped, pdFALSE, pdTRUE, portMAX_DELAY);
    return ESP_OK;
}

esp_err_t esp_mqtt_client_destroy(esp_mqtt_client_handle_t client) {
    if (client == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (client->runs) {
        esp_mqtt_client_stop(client);
    }
    delete client;
    return ESP_OK;
}

int esp_mqtt_client_subscribe_single(esp_mqtt_client_handle_t client, const char* topic, int qos) {
    const esp_mqtt_topic_t only = {topic, qos};
    return esp_mqtt_client_subscribe_multiple(client, &only, 1);
}

int esp_mqtt_client_subscribe_multiple(esp_mqtt_client_handle_t client, const esp_mqtt_topic_t*, int) {
    return client != nullptr && is_too_much(*client, 0) ? -2 : -1;
}

int esp_mqtt_client_unsubscribe(esp_mqtt_client_handle_t, const char*) { return -1; }

int esp_mqtt_client_publish(esp_mqtt_client_handle_t client, const char* topic, const char* data, int len, int qos,
                            int) {
    if (client == nullptr) {
        return -1;
    }
    const Locked locked(*client);
    len = length_of(data, len);
    if (qos > 0 && is_too_much(*client, len)) {
        return -2;
    }
    const int number = take_message(*client, topic, data, len, qos, false);
    client->forget_old();
    return qos > 0 ? number : -1;
}

int esp_mqtt_client_enqueue(esp_mqtt_client_handle_t client, const char* topic, const char* data, int len, int qos, int,
                            bool store) {
    if (client == nullptr) {
        return -1;
    }
    len = length_of(data, len);
    if (is_too_much(*client, len)) {
        return -2;
    }
    const Locked locked(*client);
    const int number = take_message(*client, topic, data, len, qos, store);
    return number == 0 && !store ? -1 : number;
}

int esp_mqtt_client_get_outbox_size(esp_mqtt_client_handle_t client) {
    if (client == nullptr) {
        return 0;
    }
    const Locked locked(*client);
    return static_cast<int>(client->waiting_bytes());
}

esp_err_t esp_mqtt_client_register_event(esp_mqtt_client_handle_t client, esp_mqtt_event_id_t event,
                                         esp_event_handler_t event_handler, void* event_handler_arg) {
    return client == nullptr
               ? ESP_ERR_INVALID_ARG
               : esp_event_handler_register_with(client->loop, MQTT_EVENTS, event, event_handler, event_handler_arg);
}

esp_err_t esp_mqtt_client_unregister_event(esp_mqtt_client_handle_t client, esp_mqtt_event_id_t event,
                                           esp_event_handler_t event_handler) {
    return client == nullptr ? ESP_ERR_INVALID_ARG
                             : esp_event_handler_unregister_with(client->loop, MQTT_EVENTS, event, event_handler);
}

esp_err_t esp_mqtt_dispatch_custom_event(esp_mqtt_client_handle_t client, esp_mqtt_event_t* event) {
    return esp_event_post_to(client->loop, MQTT_EVENTS, MQTT_USER_EVENT, event, sizeof *event, 0);
}

}  // extern "C"
