// Updates in a task of their own. Facts: libraries/Update/src/HttpsOTAUpdate.cpp of arduino-esp32 3.x.
#include <HttpsOTAUpdate.h>
#include <esp_https_ota.h>
#include <freertos/FreeRTOS.h>
#include <freertos/event_groups.h>
#include <freertos/task.h>

namespace {

constexpr uint32_t kOtaTaskStack = 9216;
constexpr EventBits_t kIdle = 1U << 0;
constexpr EventBits_t kUpdating = 1U << 1;
constexpr EventBits_t kSuccess = 1U << 2;
constexpr EventBits_t kFail = 1U << 3;

esp_http_client_config_t ota_client;
void (*ota_listener)(HttpEvent_t*) = nullptr;
EventGroupHandle_t ota_state = nullptr;

esp_err_t pass_ota_event(esp_http_client_event_t* event) {
    ota_listener(event);
    return ESP_OK;
}

void update_in_task(void*) {
    xEventGroupSetBits(ota_state, kUpdating);
    xEventGroupClearBits(ota_state, kIdle);
    esp_https_ota_config_t config = {};
    config.http_config = &ota_client;
    const bool is_done = esp_https_ota(&config) == ESP_OK;
    xEventGroupClearBits(ota_state, kUpdating);
    xEventGroupSetBits(ota_state, is_done ? kSuccess : kFail);
    vTaskDelete(nullptr);
}

}  // namespace

void HttpsOTAUpdateClass::begin(const char* url, const char* cert_pem, bool skip_cert_common_name_check) {
    ota_client.url = url;
    ota_client.cert_pem = cert_pem;
    ota_client.skip_cert_common_name_check = skip_cert_common_name_check;
    ota_client.event_handler = pass_ota_event;
    if (ota_state == nullptr) {
        ota_state = xEventGroupCreate();
        xEventGroupSetBits(ota_state, kIdle);
    }
    xTaskCreate(update_in_task, "https_ota_task", kOtaTaskStack, nullptr, 5, nullptr);
}

void HttpsOTAUpdateClass::onHttpEvent(void (*http_event_cb_t)(HttpEvent_t*)) { ota_listener = http_event_cb_t; }

HttpsOTAStatus_t HttpsOTAUpdateClass::status() {
    // Bits of two updates together are none of these, as in the core.
    switch (ota_state == nullptr ? 0 : xEventGroupGetBits(ota_state)) {
        case kIdle:
            return HTTPS_OTA_IDLE;
        case kUpdating:
            return HTTPS_OTA_UPDATING;
        case kSuccess:
            return HTTPS_OTA_SUCCESS;
        case kFail:
            return HTTPS_OTA_FAIL;
        default:
            return HTTPS_OTA_ERR;
    }
}

HttpsOTAUpdateClass HttpsOTA;
