/// What this core's FreeRTOS is built with: components/freertos of ESP-IDF 5.5.1 (config/include/freertos/FreeRTOSConfig.h,
/// portable/xtensa/include/freertos/portmacro.h) and the configuration of arduino-esp32 3.x.
#ifndef OCEANHIL_FREERTOS_FIGURES_H
#define OCEANHIL_FREERTOS_FIGURES_H

#include <assert.h>
#include <soc/soc.h>
#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;
/// A task's stack is counted in bytes.
typedef uint8_t StackType_t;
typedef uint32_t configRUN_TIME_COUNTER_TYPE;

#define configASSERT(holds) assert(holds)
/// In 32 bits: of more than 71 minutes it gives less.
#define pdMS_TO_TICKS(ms) ((TickType_t)(((TickType_t)(ms) * (TickType_t)configTICK_RATE_HZ) / (TickType_t)1000U))
#define configMAX_PRIORITIES 25
#define configMINIMAL_STACK_SIZE 768
#define configMAX_TASK_NAME_LEN 16
#define configTASK_NOTIFICATION_ARRAY_ENTRIES 1
#define configNUM_THREAD_LOCAL_STORAGE_POINTERS 1
#define configTIMER_TASK_PRIORITY 1
#define configTIMER_QUEUE_LENGTH 10
#define configTIMER_TASK_STACK_DEPTH 3120
#define configQUEUE_REGISTRY_SIZE 0
#define portNUM_PROCESSORS SOC_CPU_CORES_NUM
#define configNUMBER_OF_CORES portNUM_PROCESSORS
#define configNUM_CORES portNUM_PROCESSORS
#define tskNO_AFFINITY 0x7FFFFFFF

#ifdef __cplusplus
extern "C" {
#endif

/// A lock between cores and interrupts: while one is held nobody is switched and nothing is served.
typedef struct {
    uint32_t owner;
    uint32_t count;
} portMUX_TYPE;

void vPortEnterCritical(portMUX_TYPE* mux);
void vPortExitCritical(portMUX_TYPE* mux);
bool xPortInIsrContext(void);
void interrupts(void);
void noInterrupts(void);

#ifdef __cplusplus
}
#endif

#define portMUX_FREE_VAL 0xB33FFFFF
#define portMUX_INITIALIZER_UNLOCKED \
    { portMUX_FREE_VAL, 0 }
#define SPINLOCK_INITIALIZER portMUX_INITIALIZER_UNLOCKED

#define portENTER_CRITICAL(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL(mux) vPortExitCritical(mux)
#define portENTER_CRITICAL_ISR(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL_ISR(mux) vPortExitCritical(mux)
#define portENTER_CRITICAL_SAFE(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL_SAFE(mux) vPortExitCritical(mux)
#define taskENTER_CRITICAL(mux) vPortEnterCritical(mux)
#define taskEXIT_CRITICAL(mux) vPortExitCritical(mux)
#define taskENTER_CRITICAL_ISR(mux) vPortEnterCritical(mux)
#define taskEXIT_CRITICAL_ISR(mux) vPortExitCritical(mux)
#define portDISABLE_INTERRUPTS() noInterrupts()
#define portENABLE_INTERRUPTS() interrupts()
#define taskDISABLE_INTERRUPTS() portDISABLE_INTERRUPTS()
#define taskENABLE_INTERRUPTS() portENABLE_INTERRUPTS()

static inline void portMUX_INITIALIZE(portMUX_TYPE* mux) {
    mux->owner = portMUX_FREE_VAL;
    mux->count = 0;
}

#endif
