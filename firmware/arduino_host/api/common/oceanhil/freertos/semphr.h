/// Semaphores of FreeRTOS: binary, counting, mutexes with inheritance of priority.
#ifndef SEMAPHORE_H
#define SEMAPHORE_H

#include <oceanhil/freertos/queue.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef QueueHandle_t SemaphoreHandle_t;

SemaphoreHandle_t xSemaphoreCreateBinary(void);
SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t first);
SemaphoreHandle_t xSemaphoreCreateMutex(void);
SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void);
// In memory of the sketch's own.
SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t* memory);
SemaphoreHandle_t xSemaphoreCreateCountingStatic(UBaseType_t most, UBaseType_t first, StaticSemaphore_t* memory);
SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t* memory);
SemaphoreHandle_t xSemaphoreCreateRecursiveMutexStatic(StaticSemaphore_t* memory);
void vSemaphoreDelete(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t semaphore);
BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore, BaseType_t* is_switch_wanted);
BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t* is_switch_wanted);
UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore);
UBaseType_t uxSemaphoreGetCountFromISR(SemaphoreHandle_t semaphore);
TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t semaphore);
TaskHandle_t xSemaphoreGetMutexHolderFromISR(SemaphoreHandle_t semaphore);

#ifdef __cplusplus
}
#endif

/// A binary one that can be taken at once.
#define vSemaphoreCreateBinary(semaphore)            \
    do {                                             \
        (semaphore) = xSemaphoreCreateBinary();      \
        if ((semaphore) != NULL) {                   \
            (void)xSemaphoreGive(semaphore);         \
        }                                            \
    } while (0)
#define xSemaphoreHandle SemaphoreHandle_t

#endif
