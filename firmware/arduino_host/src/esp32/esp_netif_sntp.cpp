// Time from the network. Facts: components/esp_netif/lwip/esp_netif_sntp.c of ESP-IDF 5.5.1.
#include <esp_netif_sntp.h>
#include <esp_sntp.h>
#include <freertos/semphr.h>

namespace {

struct TimeWish {
    bool is_there = false;
    SemaphoreHandle_t answered = nullptr;
    esp_sntp_time_cb_t callback = nullptr;
};

TimeWish time_wish;

void tell_of_time(struct timeval* now) {
    if (time_wish.answered != nullptr) {
        xSemaphoreGive(time_wish.answered);
    }
    if (time_wish.callback != nullptr) {
        time_wish.callback(now);
    }
}

}  // namespace

extern "C" {

esp_err_t esp_netif_sntp_init(const esp_sntp_config_t* config) {
    if (time_wish.is_there) {
        return ESP_ERR_INVALID_STATE;
    }
    time_wish = {true, config->wait_for_sync ? xSemaphoreCreateBinary() : nullptr, config->sync_cb};
    if (config->wait_for_sync && time_wish.answered == nullptr) {
        time_wish = {};
        return ESP_ERR_NO_MEM;
    }
    sntp_set_time_sync_notification_cb(tell_of_time);
    sntp_set_sync_mode(config->smooth_sync ? SNTP_SYNC_MODE_SMOOTH : SNTP_SYNC_MODE_IMMED);
    esp_sntp_setoperatingmode(ESP_SNTP_OPMODE_POLL);
    for (size_t each = 0; each < config->num_of_servers; ++each) {
        esp_sntp_setservername(static_cast<uint8_t>(config->index_of_first_server + each), config->servers[each]);
    }
    if (config->start) {
        esp_sntp_init();
    }
    return ESP_OK;
}

esp_err_t esp_netif_sntp_start(void) {
    esp_sntp_stop();
    esp_sntp_init();
    return ESP_OK;
}

void esp_netif_sntp_deinit(void) {
    if (!time_wish.is_there) {
        return;
    }
    sntp_set_time_sync_notification_cb(nullptr);
    esp_sntp_stop();
    if (time_wish.answered != nullptr) {
        vSemaphoreDelete(time_wish.answered);
    }
    time_wish = {};
}

esp_err_t esp_netif_sntp_sync_wait(TickType_t tout) {
    if (time_wish.answered == nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    return xSemaphoreTake(time_wish.answered, tout) == pdTRUE ? ESP_OK : ESP_ERR_TIMEOUT;
}

}  // extern "C"
