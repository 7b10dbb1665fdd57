// Facts: components/esp_event/esp_event.c of ESP-IDF 5.5.1; libraries/Network/src/NetworkEvents.cpp of arduino-esp32 3.x
// for which event of Arduino's is which.
#include "event_loop.h"

#include <esp_event.h>
#include <machine.h>
#include <network.h>

#include <memory>

#include "event_handlers.h"

namespace machine = oceanhil::machine;

ESP_EVENT_DEFINE_BASE(WIFI_EVENT);
ESP_EVENT_DEFINE_BASE(IP_EVENT);

namespace oceanhil::event_loop {

namespace {

Handlers& default_loop() {
    static Handlers only;
    return only;
}

bool is_default_loop_there = false;

void deliver(void* context) {
    const std::unique_ptr<Posted> posted(static_cast<Posted*>(context));
    default_loop().tell(*posted);
}

void tell(esp_event_base_t base, int32_t id, const void* data) { default_loop().tell(base, id, data); }

}  // namespace

}  // namespace oceanhil::event_loop

namespace event_loop = oceanhil::event_loop;

void oceanhil::make_event_loop() { event_loop::is_default_loop_there = true; }

void oceanhil::tell_event_loop(arduino_event_id_t event, const arduino_event_info_t& info) {
    switch (event) {
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
    const bool was_there = event_loop::is_default_loop_there;
    event_loop::is_default_loop_there = true;
    return was_there ? ESP_ERR_INVALID_STATE : ESP_OK;
}

esp_err_t esp_event_loop_delete_default(void) {
    const bool was_there = event_loop::is_default_loop_there;
    event_loop::is_default_loop_there = false;
    event_loop::default_loop() = {};
    return was_there ? ESP_OK : ESP_ERR_INVALID_STATE;
}

esp_err_t esp_event_handler_register(esp_event_base_t event_base, int32_t event_id, esp_event_handler_t event_handler,
                                     void* event_handler_arg) {
    if (!event_loop::is_default_loop_there) {
        return ESP_ERR_INVALID_STATE;
    }
    machine::station_tells_attempts();
    return event_loop::default_loop().add({event_base, event_id, event_handler, event_handler_arg, false}, nullptr);
}

esp_err_t esp_event_handler_unregister(esp_event_base_t event_base, int32_t event_id,
                                       esp_event_handler_t event_handler) {
    if (!event_loop::is_default_loop_there) {
        return ESP_ERR_INVALID_STATE;
    }
    event_loop::default_loop().remove(event_base, event_id, event_handler);
    return ESP_OK;
}

esp_err_t esp_event_handler_instance_register(esp_event_base_t event_base, int32_t event_id,
                                              esp_event_handler_t event_handler, void* event_handler_arg,
                                              esp_event_handler_instance_t* instance) {
    if (!event_loop::is_default_loop_there) {
        return ESP_ERR_INVALID_STATE;
    }
    machine::station_tells_attempts();
    return event_loop::default_loop().add({event_base, event_id, event_handler, event_handler_arg, true}, instance);
}

esp_err_t esp_event_handler_instance_unregister(esp_event_base_t, int32_t, esp_event_handler_instance_t instance) {
    if (instance == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    event_loop::default_loop().remove(instance);
    return ESP_OK;
}

esp_err_t esp_event_post(esp_event_base_t event_base, int32_t event_id, const void* event_data, size_t event_data_size,
                         TickType_t) {
    if (!event_loop::is_default_loop_there) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!event_loop::is_event(event_base, event_id)) {
        return ESP_ERR_INVALID_ARG;
    }
    auto* const posted = new event_loop::Posted(event_base, event_id, event_data, event_data_size);
    machine::timer_start(0, 0, event_loop::deliver, posted);
    return ESP_OK;
}

}  // extern "C"
