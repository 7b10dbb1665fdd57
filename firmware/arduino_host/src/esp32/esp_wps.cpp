#include <WiFi.h>
#include <esp_wps.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

/// What is under way by a router's button.
class Wps {
  public:
    static bool is_enabled;
    static uint32_t timer;

    static void stop() {
        machine::timer_stop(timer);
        timer = 0;
    }
    static void give_up(void*) {
        timer = 0;
        WiFi.events_.tell(ARDUINO_EVENT_WPS_ER_TIMEOUT);
    }
};

bool Wps::is_enabled = false;
uint32_t Wps::timer = 0;

}  // namespace oceanhil

using oceanhil::Wps;

extern "C" {

esp_err_t esp_wifi_wps_enable(const esp_wps_config_t* config) {
    if ((WiFi.getMode() & WIFI_MODE_STA) == 0) {
        return ESP_ERR_WIFI_MODE;
    }
    if (config == nullptr || (config->wps_type != WPS_TYPE_PBC && config->wps_type != WPS_TYPE_PIN)) {
        return ESP_ERR_WIFI_WPS_TYPE;
    }
    Wps::is_enabled = true;
    return ESP_OK;
}

esp_err_t esp_wifi_wps_disable(void) {
    Wps::stop();
    Wps::is_enabled = false;
    return ESP_OK;
}

esp_err_t esp_wifi_wps_start(int) {
    // Wi-Fi Simple Configuration: a registrar is looked for as long as that.
    constexpr uint64_t kWalkUs = 120 * machine::kSecondUs;
    if (!Wps::is_enabled) {
        return ESP_ERR_WIFI_WPS_SM;
    }
    Wps::stop();
    Wps::timer = machine::timer_start(kWalkUs, 0, Wps::give_up, nullptr);
    return ESP_OK;
}

}  // extern "C"
