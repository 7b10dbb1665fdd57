/// Queues of FreeRTOS. Not here: queue sets, static creation.
#ifndef INC_QUEUE_H
#define INC_QUEUE_H

#include <freertos/FreeRTOS.h>
#include <freertos/task.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct QueueDefinition* QueueHandle_t;

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_bytes);
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
UBaseType_t uxQueueMessagesWaitingFromISR(QueueHandle_t queue);

#ifdef __cplusplus
}
#endif

#define xQueueSend(queue, item, ticks) xQueueSendToBack(queue, item, ticks)
#define xQueueSendFromISR(queue, item, wanted) xQueueSendToBackFromISR(queue, item, wanted)
#define xQueueHandle QueueHandle_t

#endif
