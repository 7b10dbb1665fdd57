/// FreeRTOS as a core has it, on the tasks of machine/tasks.h: its types and memory. What differs between cores is in
/// `oceanhil/freertos_figures.h` of each family.
///
/// Differs: a task is switched only in calls that let time pass, block or wake.
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H

#include <oceanhil/freertos_figures.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdFAIL pdFALSE
#define pdPASS pdTRUE
#define errQUEUE_EMPTY ((BaseType_t)0)
#define errQUEUE_FULL ((BaseType_t)0)
#define errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY (-1)

#define configTICK_RATE_HZ 1000
#define configSTACK_DEPTH_TYPE uint32_t
#define configUSE_PREEMPTION 1
#define configUSE_TIME_SLICING 1
#define configUSE_MUTEXES 1
#define configUSE_RECURSIVE_MUTEXES 1
#define configUSE_COUNTING_SEMAPHORES 1
#define configUSE_QUEUE_SETS 1
#define configUSE_TASK_NOTIFICATIONS 1
#define configUSE_TIMERS 1
#define configUSE_TRACE_FACILITY 1
#define configUSE_16_BIT_TICKS 0
#define configSUPPORT_DYNAMIC_ALLOCATION 1
#define configSUPPORT_STATIC_ALLOCATION 1
#define portTICK_PERIOD_MS ((TickType_t)1)
#define portTICK_RATE_MS portTICK_PERIOD_MS
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#ifndef pdMS_TO_TICKS
#define pdMS_TO_TICKS(ms) ((TickType_t)(ms))
#endif
#define pdTICKS_TO_MS(ticks) ((TickType_t)(ticks))
#define tskIDLE_PRIORITY ((UBaseType_t)0U)

/// Memory that a sketch gives for what it makes without the heap: at least as much as is needed here.
typedef struct {
    void* oceanhil_words[32];
} StaticTask_t;
typedef struct {
    void* oceanhil_words[20];
} StaticQueue_t;
typedef StaticQueue_t StaticSemaphore_t;
typedef struct {
    void* oceanhil_words[12];
} StaticTimer_t;
typedef struct {
    void* oceanhil_words[8];
} StaticEventGroup_t;
typedef struct {
    void* oceanhil_words[12];
} StaticStreamBuffer_t;
typedef StaticStreamBuffer_t StaticMessageBuffer_t;

/// The core of what runs. Of the ESP32 and the S3 it is the one on which the core runs a sketch: there is one here.
BaseType_t xPortGetCoreID(void);
size_t xPortGetFreeHeapSize(void);
size_t xPortGetMinimumEverFreeHeapSize(void);
void* pvPortMalloc(size_t bytes);
void* pvPortCalloc(size_t count, size_t bytes);
void vPortFree(void* block);
uint32_t xPortGetTickRateHz(void);

/// Whoever was woken runs when the interrupt is over, whether it is asked for or not.
#define portYIELD_FROM_ISR(...) ((void)0)

#ifdef __cplusplus
}
#endif

#endif
