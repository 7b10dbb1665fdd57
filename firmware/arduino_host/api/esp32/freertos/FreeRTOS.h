/// FreeRTOS as ESP-IDF has it (components/freertos), on the tasks of machine/tasks.h: its types and critical sections.
///
/// Differs: both cores of a chip are one; a task is switched only in calls that let time pass, block or wake.
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;
typedef uint8_t StackType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdFAIL pdFALSE
#define pdPASS pdTRUE
#define errQUEUE_EMPTY ((BaseType_t)0)
#define errQUEUE_FULL ((BaseType_t)0)
#define errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY (-1)

#define configTICK_RATE_HZ 1000
#define configMAX_PRIORITIES 25
#define configMINIMAL_STACK_SIZE 768
#define configMAX_TASK_NAME_LEN 16
#define portTICK_PERIOD_MS ((TickType_t)1)
#define portTICK_RATE_MS portTICK_PERIOD_MS
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define portNUM_PROCESSORS 2
#define pdMS_TO_TICKS(ms) ((TickType_t)(ms))
#define pdTICKS_TO_MS(ticks) ((TickType_t)(ticks))
#define tskIDLE_PRIORITY ((UBaseType_t)0U)
#define tskNO_AFFINITY 0x7FFFFFFF

/// A lock between cores and interrupts: while one is held nobody is switched and nothing is served.
typedef struct {
    uint32_t owner;
    uint32_t count;
} portMUX_TYPE;

#define portMUX_FREE_VAL 0xB33FFFFF
#define portMUX_INITIALIZER_UNLOCKED \
    { portMUX_FREE_VAL, 0 }
#define SPINLOCK_INITIALIZER portMUX_INITIALIZER_UNLOCKED

void vPortEnterCritical(portMUX_TYPE* mux);
void vPortExitCritical(portMUX_TYPE* mux);
bool xPortInIsrContext(void);
/// 1 for what runs, as the core gives it to a sketch: there is one core here.
BaseType_t xPortGetCoreID(void);
size_t xPortGetFreeHeapSize(void);
size_t xPortGetMinimumEverFreeHeapSize(void);
void* pvPortMalloc(size_t bytes);
void vPortFree(void* block);

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

static inline void portMUX_INITIALIZE(portMUX_TYPE* mux) {
    mux->owner = portMUX_FREE_VAL;
    mux->count = 0;
}

/// Whoever was woken runs when the interrupt is over, whether it is asked for or not.
#define portYIELD_FROM_ISR(...) ((void)0)

#ifdef __cplusplus
}
#endif

#endif
