/// Tasks of FreeRTOS, and beside them what ESP-IDF has more: the idle tasks, which are in no list and have no turn unless they
/// have hooks (`esp_freertos_hooks.h`) or a watchdog wants to hear of them.
#pragma once
#include <oceanhil/freertos/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// nullptr for a core that there is not.
TaskHandle_t xTaskGetIdleTaskHandleForCore(BaseType_t core);
TaskHandle_t xTaskGetIdleTaskHandle(void);
#define xTaskGetIdleTaskHandleForCPU(core) xTaskGetIdleTaskHandleForCore(core)

#ifdef __cplusplus
}
#endif
