// A telephone that nobody has. Facts: components/esp_wifi/include/esp_smartconfig.h and src/smartconfig.c of ESP-IDF 5.5.1.
#include <esp_smartconfig.h>
#include <esp_wifi.h>
#include <machine.h>

#include "oceanhil/air.h"

namespace machine = oceanhil::machine;

ESP_EVENT_DEFINE_BASE(SC_EVENT);

namespace {

constexpr uint8_t kLeastTouchSeconds = 15;

bool is_touching = false;
uint32_t touch_scan = 0;

void end_touch_scan(void*) {
    touch_scan = 0;
    esp_event_post(SC_EVENT, SC_EVENT_SCAN_DONE, nullptr, 0, 0);
}

// The library listens for a password itself, to answer the telephone.
void hear_password(void*, esp_event_base_t, int32_t, void*) {}

}  // namespace

extern "C" {

esp_err_t esp_smartconfig_start(const smartconfig_start_config_t* config) {
    const esp_err_t error = esp_event_handler_register(SC_EVENT, SC_EVENT_GOT_SSID_PSWD, hear_password, nullptr);
    if (error != ESP_OK) {
        return error;
    }
    wifi_mode_t mode = WIFI_MODE_NULL;
    const bool has_station = esp_wifi_get_mode(&mode) == ESP_OK && (mode == WIFI_MODE_STA || mode == WIFI_MODE_APSTA);
    if (config == nullptr || !has_station || is_touching) {
        esp_event_handler_unregister(SC_EVENT, SC_EVENT_GOT_SSID_PSWD, hear_password);
        return ESP_FAIL;
    }
    is_touching = true;
    touch_scan = machine::timer_start(oceanhil::air::kScanUs, 0, end_touch_scan, nullptr);
    return ESP_OK;
}

esp_err_t esp_smartconfig_stop(void) {
    machine::timer_stop(touch_scan);
    touch_scan = 0;
    is_touching = false;
    esp_event_handler_unregister(SC_EVENT, SC_EVENT_GOT_SSID_PSWD, hear_password);
    return ESP_OK;
}

esp_err_t esp_esptouch_set_timeout(uint8_t time_s) { return time_s >= kLeastTouchSeconds ? ESP_OK : ESP_FAIL; }

esp_err_t esp_smartconfig_set_type(smartconfig_type_t type) {
    return is_touching || type > SC_TYPE_ESPTOUCH_V2 ? ESP_FAIL : ESP_OK;
}

esp_err_t esp_smartconfig_fast_mode(bool) { return is_touching ? ESP_FAIL : ESP_OK; }
esp_err_t esp_smartconfig_get_rvd_data(uint8_t*, uint8_t) { return ESP_FAIL; }

}  // extern "C"
