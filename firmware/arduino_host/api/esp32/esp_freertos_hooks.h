/// What is called while nobody else has anything to do, and at each tick (components/esp_system/include/esp_freertos_hooks.h
/// of ESP-IDF 5.5.1).
///
/// An idle task has a turn in each tick in which no other task is ready, on a chip with two cores that of either core: so
/// often its hooks are called, whatever they give. Calls without a core are for the core that calls.
#pragma once

#include <esp_err.h>
#include <freertos/FreeRTOS.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef bool (*esp_freertos_idle_cb_t)(void);
typedef void (*esp_freertos_tick_cb_t)(void);

/// ESP_ERR_NO_MEM for the ninth of a core.
esp_err_t esp_register_freertos_idle_hook_for_cpu(esp_freertos_idle_cb_t new_idle_cb, UBaseType_t cpuid);
esp_err_t esp_register_freertos_idle_hook(esp_freertos_idle_cb_t new_idle_cb);
esp_err_t esp_register_freertos_tick_hook_for_cpu(esp_freertos_tick_cb_t new_tick_cb, UBaseType_t cpuid);
esp_err_t esp_register_freertos_tick_hook(esp_freertos_tick_cb_t new_tick_cb);
void esp_deregister_freertos_idle_hook_for_cpu(esp_freertos_idle_cb_t old_idle_cb, UBaseType_t cpuid);
/// Of both cores.
void esp_deregister_freertos_idle_hook(esp_freertos_idle_cb_t old_idle_cb);
void esp_deregister_freertos_tick_hook_for_cpu(esp_freertos_tick_cb_t old_tick_cb, UBaseType_t cpuid);
void esp_deregister_freertos_tick_hook(esp_freertos_tick_cb_t old_tick_cb);

#ifdef __cplusplus
}
#endif
