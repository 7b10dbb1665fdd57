/// Calls on another core (ESP-IDF 5.5.1, components/esp_system/include/esp_ipc.h): there is one, and it calls at once.
#pragma once

#include <esp_err.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*esp_ipc_func_t)(void* arg);

esp_err_t esp_ipc_call(uint32_t cpu_id, esp_ipc_func_t func, void* arg);
esp_err_t esp_ipc_call_blocking(uint32_t cpu_id, esp_ipc_func_t func, void* arg);

#ifdef __cplusplus
}
#endif
