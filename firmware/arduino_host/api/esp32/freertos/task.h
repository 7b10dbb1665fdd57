/// Tasks of FreeRTOS, with notifications of index 0.
///
/// Differs: `uxTaskGetStackHighWaterMark` counts what this machine's code has used of a stack of its own. Not here: static
/// creation, lists of tasks, thread-local storage.
#ifndef INC_TASK_H
#define INC_TASK_H

#include <freertos/FreeRTOS.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void*);

typedef enum { eRunning = 0, eReady, eBlocked, eSuspended, eDeleted, eInvalid } eTaskState;
typedef enum {
    eNoAction = 0,
    eSetBits,
    eIncrement,
    eSetValueWithOverwrite,
    eSetValueWithoutOverwrite
} eNotifyAction;

/// The stack is in bytes, and comes from the heap.
BaseType_t xTaskCreate(TaskFunction_t function, const char* name, uint32_t stack_bytes, void* argument,
                       UBaseType_t priority, TaskHandle_t* handle);
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char* name, uint32_t stack_bytes, void* argument,
                                   UBaseType_t priority, TaskHandle_t* handle, BaseType_t core);
/// nullptr in these means the task that calls.
void vTaskDelete(TaskHandle_t task);
void vTaskSuspend(TaskHandle_t task);
void vTaskResume(TaskHandle_t task);
BaseType_t xTaskResumeFromISR(TaskHandle_t task);
UBaseType_t uxTaskPriorityGet(TaskHandle_t task);
void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority);
char* pcTaskGetName(TaskHandle_t task);
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task);
eTaskState eTaskGetState(TaskHandle_t task);

void vTaskDelay(TickType_t ticks);
/// Gives false if the time had already come.
BaseType_t xTaskDelayUntil(TickType_t* previous_wake, TickType_t increment);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);
void vTaskYield(void);

TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
TaskHandle_t xTaskGetHandle(const char* name);
UBaseType_t uxTaskGetNumberOfTasks(void);

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action);
BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value, eNotifyAction action, BaseType_t* is_switch_wanted);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t* is_switch_wanted);
uint32_t ulTaskNotifyTake(BaseType_t clears_count, TickType_t ticks);
BaseType_t xTaskNotifyWait(uint32_t clear_on_entry, uint32_t clear_on_exit, uint32_t* value, TickType_t ticks);
BaseType_t xTaskNotifyStateClear(TaskHandle_t task);

#ifdef __cplusplus
}
#endif

#define taskYIELD() vTaskYield()
#define portYIELD() vTaskYield()
#define vTaskDelayUntil(previous_wake, increment) ((void)xTaskDelayUntil(previous_wake, increment))
#define pcTaskGetTaskName(task) pcTaskGetName(task)
#define xTaskHandle TaskHandle_t

#endif
