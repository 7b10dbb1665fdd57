// Facts: components/esp_event/esp_event.c of ESP-IDF 5.5.1; libraries/Network/src/NetworkEvents.cpp of arduino-esp32 3.x
// for which event of Arduino's is which.
#include "event_loop.h"

#include <esp_event.h>
#include <machine.h>
#include <network.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace machine = oceanhil::machine;

ESP_EVENT_DEFINE_BASE(WIFI_EVENT);
ESP_EVENT_DEFINE_BASE(IP_EVENT);

namespace oceanhil::event_loop {

namespace {

struct Handler {
    esp_event_base_t base;
    int32_t id;
    esp_event_handler_t call;
    void* argument;
    /// Nobody's: registered without an instance.
    bool is_instance;
};

struct Loop {
    std::vector<std::shared_ptr<Handler>> handlers;
    bool is_there = false;
};

Loop& loop() {
    static Loop only;
    return only;
}

bool is_for(const Handler& handler, esp_event_base_t base, int32_t id) {
    const bool is_base = handler.base == ESP_EVENT_ANY_BASE || handler.base == base;
    return is_base && (handler.id == ESP_EVENT_ANY_ID || handler.id == id);
}

void tell(esp_event_base_t base, int32_t id, const void* data) {
    // Whoever hears it may stop listening.
    const std::vector<std::shared_ptr<Handler>> now = loop().handlers;
    for (const auto& each : now) {
        if (is_for(*each, base, id)) {
            each->call(each->argument, base, id, const_cast<void*>(data));
        }
    }
}

bool is_listening(esp_event_base_t base, int32_t id, esp_event_handler_t call) {
    // All events of no kind are no event (esp_event.c).
    return call != nullptr && (base != ESP_EVENT_ANY_BASE || id == ESP_EVENT_ANY_ID);
}

template <typename Which>
void remove(Which which) {
    auto& all = loop().handlers;
    all.erase(std::remove_if(all.begin(), all.end(), which), all.end());
}

struct Posted {
    esp_event_base_t base;
    int32_t id;
    std::vector<uint8_t> data;
    bool has_data;
};

void deliver(void* context) {
    const std::unique_ptr<Posted> posted(static_cast<Posted*>(context));
    tell(posted->base, posted->id, posted->has_data ? posted->data.data() : nullptr);
}

}  // namespace

}  // namespace oceanhil::event_loop

namespace event_loop = oceanhil::event_loop;

void oceanhil::make_event_loop() { event_loop::loop().is_there = true; }

void oceanhil::tell_event_loop(arduino_event_id_t event, const arduino_event_info_t& info) {
    switch (event) {
        case ARDUINO_EVENT_WIFI_READY:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_WIFI_READY, nullptr);
        case ARDUINO_EVENT_WIFI_SCAN_DONE:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_SCAN_DONE, &info.wifi_scan_done);
        case ARDUINO_EVENT_WIFI_STA_START:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_STA_START, nullptr);
        case ARDUINO_EVENT_WIFI_STA_STOP:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_STA_STOP, nullptr);
        case ARDUINO_EVENT_WIFI_STA_CONNECTED:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, &info.wifi_sta_connected);
        case ARDUINO_EVENT_WIFI_STA_DISCONNECTED:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, &info.wifi_sta_disconnected);
        case ARDUINO_EVENT_WIFI_STA_GOT_IP:
            return event_loop::tell(IP_EVENT, IP_EVENT_STA_GOT_IP, &info.got_ip);
        case ARDUINO_EVENT_WIFI_STA_LOST_IP:
            return event_loop::tell(IP_EVENT, IP_EVENT_STA_LOST_IP, nullptr);
        case ARDUINO_EVENT_WIFI_AP_START:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_AP_START, nullptr);
        case ARDUINO_EVENT_WIFI_AP_STOP:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_AP_STOP, nullptr);
        case ARDUINO_EVENT_WPS_ER_TIMEOUT:
            return event_loop::tell(WIFI_EVENT, WIFI_EVENT_STA_WPS_ER_TIMEOUT, nullptr);
        default:
            return;
    }
}

extern "C" {

esp_err_t esp_event_loop_create_default(void) {
    const bool was_there = event_loop::loop().is_there;
    event_loop::loop().is_there = true;
    return was_there ? ESP_ERR_INVALID_STATE : ESP_OK;
}

esp_err_t esp_event_loop_delete_default(void) {
    const bool was_there = event_loop::loop().is_there;
    event_loop::loop() = {};
    return was_there ? ESP_OK : ESP_ERR_INVALID_STATE;
}

esp_err_t esp_event_handler_register(esp_event_base_t event_base, int32_t event_id, esp_event_handler_t event_handler,
                                     void* event_handler_arg) {
    if (!event_loop::loop().is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!event_loop::is_listening(event_base, event_id, event_handler)) {
        return ESP_ERR_INVALID_ARG;
    }
    machine::station_tells_attempts();
    for (const auto& each : event_loop::loop().handlers) {
        if (!each->is_instance && each->base == event_base && each->id == event_id && each->call == event_handler) {
            each->argument = event_handler_arg;
            return ESP_OK;
        }
    }
    event_loop::loop().handlers.push_back(std::make_shared<event_loop::Handler>(
        event_loop::Handler{event_base, event_id, event_handler, event_handler_arg, false}));
    return ESP_OK;
}

esp_err_t esp_event_handler_unregister(esp_event_base_t event_base, int32_t event_id,
                                       esp_event_handler_t event_handler) {
    if (!event_loop::loop().is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    event_loop::remove([=](const std::shared_ptr<event_loop::Handler>& each) {
        return each->base == event_base && each->id == event_id && each->call == event_handler;
    });
    return ESP_OK;
}

esp_err_t esp_event_handler_instance_register(esp_event_base_t event_base, int32_t event_id,
                                              esp_event_handler_t event_handler, void* event_handler_arg,
                                              esp_event_handler_instance_t* instance) {
    if (!event_loop::loop().is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!event_loop::is_listening(event_base, event_id, event_handler)) {
        return ESP_ERR_INVALID_ARG;
    }
    machine::station_tells_attempts();
    const auto made = std::make_shared<event_loop::Handler>(
        event_loop::Handler{event_base, event_id, event_handler, event_handler_arg, true});
    event_loop::loop().handlers.push_back(made);
    if (instance != nullptr) {
        *instance = made.get();
    }
    return ESP_OK;
}

esp_err_t esp_event_handler_instance_unregister(esp_event_base_t, int32_t, esp_event_handler_instance_t instance) {
    if (instance == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    event_loop::remove([=](const std::shared_ptr<event_loop::Handler>& each) { return each.get() == instance; });
    return ESP_OK;
}

esp_err_t esp_event_post(esp_event_base_t event_base, int32_t event_id, const void* event_data, size_t event_data_size,
                         TickType_t) {
    if (!event_loop::loop().is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    if (event_base == ESP_EVENT_ANY_BASE || event_id == ESP_EVENT_ANY_ID) {
        return ESP_ERR_INVALID_ARG;
    }
    const auto* const first = static_cast<const uint8_t*>(event_data);
    auto* const posted = new event_loop::Posted{event_base, event_id, {}, event_data != nullptr};
    if (posted->has_data) {
        posted->data.assign(first, first + event_data_size);
    }
    machine::timer_start(0, 0, event_loop::deliver, posted);
    return ESP_OK;
}

}  // extern "C"
