// Stand-in: signatures only. https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-reference/system/wdts.html
#pragma once

#include <stdint.h>

#include "esp_arduino_version.h"
#include "esp_system.h"

typedef struct tskTaskControlBlock* TaskHandle_t;

extern "C" {
#if ESP_ARDUINO_VERSION_MAJOR >= 3
typedef struct {
    uint32_t timeout_ms;
    uint32_t idle_core_mask;
    bool trigger_panic;
} esp_task_wdt_config_t;

esp_err_t esp_task_wdt_reconfigure(const esp_task_wdt_config_t* config);
#else
esp_err_t esp_task_wdt_init(uint32_t timeout, bool panic);
#endif
esp_err_t esp_task_wdt_add(TaskHandle_t task_handle);
esp_err_t esp_task_wdt_reset(void);
}
