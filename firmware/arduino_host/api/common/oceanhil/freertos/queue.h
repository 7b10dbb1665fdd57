/// Queues of FreeRTOS, and sets of them. Not here: the registry for debuggers.
#ifndef INC_QUEUE_H
#define INC_QUEUE_H

#include <oceanhil/freertos/FreeRTOS.h>
#include <oceanhil/freertos/task.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct QueueDefinition* QueueHandle_t;

/// A queue of those queues and semaphores that have something for who waits.
typedef struct QueueDefinition* QueueSetHandle_t;
typedef struct QueueDefinition* QueueSetMemberHandle_t;

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_bytes);
/// In memory of the sketch's own.
QueueHandle_t xQueueCreateStatic(UBaseType_t length, UBaseType_t item_bytes, uint8_t* items, StaticQueue_t* memory);
void vQueueDelete(QueueHandle_t queue);
BaseType_t xQueueSendToBack(QueueHandle_t queue, const void* item, TickType_t ticks);
BaseType_t xQueueSendToFront(QueueHandle_t queue, const void* item, TickType_t ticks);
/// For queues of one item.
BaseType_t xQueueOverwrite(QueueHandle_t queue, const void* item);
BaseType_t xQueueReceive(QueueHandle_t queue, void* item, TickType_t ticks);
BaseType_t xQueuePeek(QueueHandle_t queue, void* item, TickType_t ticks);
BaseType_t xQueueReset(QueueHandle_t queue);
UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue);
UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue);
BaseType_t xQueueSendToBackFromISR(QueueHandle_t queue, const void* item, BaseType_t* is_switch_wanted);
BaseType_t xQueueSendToFrontFromISR(QueueHandle_t queue, const void* item, BaseType_t* is_switch_wanted);
BaseType_t xQueueOverwriteFromISR(QueueHandle_t queue, const void* item, BaseType_t* is_switch_wanted);
BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void* item, BaseType_t* is_switch_wanted);
BaseType_t xQueuePeekFromISR(QueueHandle_t queue, void* item);
UBaseType_t uxQueueMessagesWaitingFromISR(QueueHandle_t queue);
BaseType_t xQueueIsQueueEmptyFromISR(QueueHandle_t queue);
BaseType_t xQueueIsQueueFullFromISR(QueueHandle_t queue);

QueueSetHandle_t xQueueCreateSet(UBaseType_t length);
/// Fails for one that is in a set already, or has something in it.
BaseType_t xQueueAddToSet(QueueSetMemberHandle_t member, QueueSetHandle_t set);
BaseType_t xQueueRemoveFromSet(QueueSetMemberHandle_t member, QueueSetHandle_t set);
/// The member that has something; nullptr when the time is over.
QueueSetMemberHandle_t xQueueSelectFromSet(QueueSetHandle_t set, TickType_t ticks);
QueueSetMemberHandle_t xQueueSelectFromSetFromISR(QueueSetHandle_t set);

#ifdef __cplusplus
}
#endif

#define xQueueSend(queue, item, ticks) xQueueSendToBack(queue, item, ticks)
#define xQueueSendFromISR(queue, item, wanted) xQueueSendToBackFromISR(queue, item, wanted)
#define xQueueHandle QueueHandle_t

#endif
