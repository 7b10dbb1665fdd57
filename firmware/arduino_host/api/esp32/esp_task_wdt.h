/// The task watchdog of ESP-IDF 5 (components/esp_system/include/esp_task_wdt.h).
///
/// The core has it on from the beginning, for 5 s and with a panic; nobody but the idle task of the other core is watched
/// until a sketch subscribes a task. The idle task of the sketch's own core is late when something there never lets others
/// have their turn; that of the other core never is.
#pragma once

#include <esp_err.h>
#include <stdbool.h>
#include <stdint.h>

#include "esp_arduino_version.h"

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint32_t timeout_ms;
    uint32_t idle_core_mask;
    bool trigger_panic;
} esp_task_wdt_config_t;

#if ESP_ARDUINO_VERSION_MAJOR < 3
#define esp_task_wdt_init oceanhil_task_wdt_init
/// ESP-IDF 4.4: seconds, of whatever is watched.
esp_err_t esp_task_wdt_init(uint32_t timeout_s, bool panic);
#else
/// ESP_ERR_INVALID_STATE: the core has done it already; `esp_task_wdt_reconfigure` changes it.
esp_err_t esp_task_wdt_init(const esp_task_wdt_config_t* config);
#endif
/// `idle_core_mask` says, a bit for each core, whose idle tasks are watched from now on.
esp_err_t esp_task_wdt_reconfigure(const esp_task_wdt_config_t* config);
/// ESP_ERR_INVALID_STATE while a task is watched.
esp_err_t esp_task_wdt_deinit(void);
/// nullptr: the task that calls.
esp_err_t esp_task_wdt_add(TaskHandle_t task);
esp_err_t esp_task_wdt_delete(TaskHandle_t task);
/// ESP_ERR_NOT_FOUND if the task that calls is not watched.
esp_err_t esp_task_wdt_reset(void);
/// ESP_OK if it is watched, ESP_ERR_NOT_FOUND if not.
esp_err_t esp_task_wdt_status(TaskHandle_t task);

#ifdef __cplusplus
}
#endif
