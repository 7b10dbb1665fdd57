// Pings, and what the core is built without. Facts: components/lwip/apps/ping/ping_sock.c of ESP-IDF 5.5.1; CONFIG_PM_ENABLE is off
// in esp32-arduino-lib-builder.
#include <esp_pm.h>
#include <freertos/FreeRTOS.h>
#include <freertos/task.h>
#include <ping/ping_sock.h>
#include <string.h>

#include <new>

namespace {

struct Pings {
    esp_ping_config_t config;
    esp_ping_callbacks_t calls;
    TaskHandle_t task;
    uint16_t number;
    uint32_t sent;
    uint32_t took_ms;
    bool is_started;
    bool is_over;
};

constexpr uint32_t kPingPriority = 2;
constexpr uint32_t kPingStackBytes = 2048;
constexpr int kUsualTtl = 64;

Pings* pings_of(esp_ping_handle_t handle) { return static_cast<Pings*>(handle); }

/// One ping, which nobody answers; gives when it was sent.
TickType_t ping_once(Pings& pings) {
    TickType_t since = xTaskGetTickCount();
    ++pings.sent;
    ++pings.number;
    vTaskDelay(pdMS_TO_TICKS(pings.config.timeout_ms));
    pings.took_ms += pings.config.timeout_ms;
    if (pings.calls.on_ping_timeout != nullptr) {
        pings.calls.on_ping_timeout(&pings, pings.calls.cb_args);
    }
    return since;
}

void ping_on(void* context) {
    auto& pings = *static_cast<Pings*>(context);
    while (!pings.is_over) {
        if (ulTaskNotifyTake(pdTRUE, portMAX_DELAY) == 0 || pings.is_over) {
            continue;
        }
        pings.sent = pings.took_ms = 0;
        pings.number = 0;
        while (pings.is_started && !pings.is_over && (pings.config.count == 0 || pings.sent < pings.config.count)) {
            TickType_t since = ping_once(pings);
            if (pings.is_started) {
                xTaskDelayUntil(&since, pdMS_TO_TICKS(pings.config.interval_ms));
            }
        }
        pings.is_started = false;
        if (pings.calls.on_ping_end != nullptr) {
            pings.calls.on_ping_end(&pings, pings.calls.cb_args);
        }
    }
    delete &pings;
    vTaskDelete(nullptr);
}

template <typename Value>
esp_err_t tell_value(void* data, uint32_t size, const Value& value) {
    if (size < sizeof value) {
        return ESP_ERR_INVALID_SIZE;
    }
    memcpy(data, &value, sizeof value);
    return ESP_OK;
}

}  // namespace

extern "C" {

esp_ping_config_t oceanhil_ping_default_config(void) {
    esp_ping_config_t config = {};
    config.count = 5;
    config.interval_ms = config.timeout_ms = 1000;
    config.data_size = 64;
    config.ttl = kUsualTtl;
    config.task_stack_size = kPingStackBytes;
    config.task_prio = kPingPriority;
    return config;
}

esp_err_t esp_ping_new_session(const esp_ping_config_t* config, const esp_ping_callbacks_t* cbs,
                               esp_ping_handle_t* hdl_out) {
    if (config == nullptr || hdl_out == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    auto* const pings = new (std::nothrow) Pings{};
    if (pings == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    pings->config = *config;
    pings->calls = cbs == nullptr ? esp_ping_callbacks_t{} : *cbs;
    if (xTaskCreate(ping_on, "ping", config->task_stack_size, pings, config->task_prio, &pings->task) != pdPASS) {
        delete pings;
        return ESP_ERR_NO_MEM;
    }
    *hdl_out = pings;
    return ESP_OK;
}

esp_err_t esp_ping_delete_session(esp_ping_handle_t hdl) {
    if (hdl == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    pings_of(hdl)->is_over = true;
    xTaskNotifyGive(pings_of(hdl)->task);
    return ESP_OK;
}

esp_err_t esp_ping_start(esp_ping_handle_t hdl) {
    if (hdl == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    pings_of(hdl)->is_started = true;
    xTaskNotifyGive(pings_of(hdl)->task);
    return ESP_OK;
}

esp_err_t esp_ping_stop(esp_ping_handle_t hdl) {
    if (hdl == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    pings_of(hdl)->is_started = false;
    return ESP_OK;
}

esp_err_t esp_ping_get_profile(esp_ping_handle_t hdl, esp_ping_profile_t profile, void* data, uint32_t size) {
    if (hdl == nullptr || data == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const Pings& pings = *pings_of(hdl);
    switch (profile) {
        case ESP_PING_PROF_SEQNO:
            return tell_value(data, size, pings.number);
        case ESP_PING_PROF_TOS:
            return tell_value(data, size, static_cast<uint8_t>(pings.config.tos));
        case ESP_PING_PROF_REQUEST:
            return tell_value(data, size, pings.sent);
        case ESP_PING_PROF_IPADDR:
            return tell_value(data, size, pings.config.target_addr);
        case ESP_PING_PROF_DURATION:
            return tell_value(data, size, pings.took_ms);
        case ESP_PING_PROF_TTL:
            return tell_value(data, size, uint8_t{0});
        default:
            return tell_value(data, size, uint32_t{0});
    }
}

esp_err_t esp_pm_configure(const void*) { return ESP_ERR_NOT_SUPPORTED; }
esp_err_t esp_pm_get_configuration(void*) { return ESP_ERR_NOT_SUPPORTED; }

esp_err_t esp_pm_lock_create(esp_pm_lock_type_t, int, const char*, esp_pm_lock_handle_t*) {
    return ESP_ERR_NOT_SUPPORTED;
}

esp_err_t esp_pm_lock_acquire(esp_pm_lock_handle_t) { return ESP_ERR_NOT_SUPPORTED; }
esp_err_t esp_pm_lock_release(esp_pm_lock_handle_t) { return ESP_ERR_NOT_SUPPORTED; }
esp_err_t esp_pm_lock_delete(esp_pm_lock_handle_t) { return ESP_ERR_NOT_SUPPORTED; }
esp_err_t esp_pm_dump_locks(FILE*) { return ESP_ERR_NOT_SUPPORTED; }

}  // extern "C"
