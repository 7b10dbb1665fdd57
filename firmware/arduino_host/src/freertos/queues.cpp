// Queues of FreeRTOS and sets of them. Facts: queue.c of ESP-IDF 5.5.1's FreeRTOS 10.5.
#include <oceanhil/freertos/queue.h>
#include <stdlib.h>
#include <string.h>

#include <new>

#include "held_mutexes.h"
#include "queue_definition.h"

namespace queues = oceanhil::queues;

using oceanhil::KernelAssertion;
using oceanhil::kernel_asserts;
using queues::kQueueFile;
using queues::note_wish;

namespace {

uint8_t* item(QueueDefinition& queue, UBaseType_t place) {
    return queue.items + (queue.first + place) % queue.length * queue.item_bytes;
}

/// Something has come: the set has this queue in it once more.
void tell_set(QueueDefinition& queue) {
    QueueDefinition* const set = queue.set;
    if (set != nullptr && set->count < set->length) {
        QueueDefinition* const member = &queue;
        memcpy(item(*set, set->count++), &member, sizeof member);
        oceanhil::signal_first_waiter(set);
    }
}

/// For what those who send wait: it is told apart from what those wait for who receive, which is the queue.
const void* room_of(const QueueDefinition& queue) { return &queue.items; }

constexpr KernelAssertion kIsMade = {573, kQueueFile, "xQueueGenericCreate", "pxNewQueue"};
constexpr KernelAssertion kReceivesFromOne = {1531, kQueueFile, "xQueueReceive", "( pxQueue )"};
constexpr KernelAssertion kReceivesSomewhere = {
    1535, kQueueFile, "xQueueReceive",
    "!( ( ( pvBuffer ) == ((void *)0) ) && ( ( pxQueue )->uxItemSize != ( UBaseType_t ) 0U ) )"};
constexpr KernelAssertion kPeeksAtOne = {1976, kQueueFile, "xQueuePeek", "( pxQueue )"};

void put_item(QueueDefinition& queue, const void* data, bool is_front) {
    if (is_front) {
        queue.first = (queue.first + queue.length - 1) % queue.length;
    }
    if (queue.item_bytes != 0) {
        memcpy(item(queue, is_front ? 0 : queue.count), data, queue.item_bytes);
    }
    ++queue.count;
    queues::tell_of_item(queue);
}

void copy_first(QueueDefinition& queue, void* data) {
    if (queue.item_bytes != 0) {
        memcpy(data, item(queue, 0), queue.item_bytes);
    }
}

void drop_first(QueueDefinition& queue) {
    queue.first = (queue.first + 1) % queue.length;
    --queue.count;
    oceanhil::signal_first_waiter(room_of(queue));
}

BaseType_t send(QueueDefinition* queue, const void* data, TickType_t ticks, bool is_front) {
    kernel_asserts(queue != nullptr, queues::kSendsSomewhere);
    kernel_asserts(data != nullptr || queue->item_bytes == 0, queues::kSendsSomething);
    if (!oceanhil::wait_for(room_of(*queue), ticks, [queue] { return queue->count < queue->length; })) {
        return errQUEUE_FULL;
    }
    put_item(*queue, data, is_front);
    return pdTRUE;
}

bool await_item(QueueDefinition* queue, TickType_t ticks) {
    return oceanhil::wait_for(queue, ticks, [queue] { return queue->count > 0; });
}

}  // namespace

namespace oceanhil::queues {

QueueHandle_t place(void* memory, UBaseType_t length, UBaseType_t item_bytes) {
    kernel_asserts(memory != nullptr, {415, kQueueFile, "xQueueGenericCreateStatic", "pxStaticQueue"});
    auto* const queue = new (memory) QueueDefinition;
    queue->length = length;
    queue->item_bytes = item_bytes;
    queue->is_static = true;
    return queue;
}

QueueHandle_t make(UBaseType_t length, UBaseType_t item_bytes) {
    auto* const queue = new (std::nothrow) QueueDefinition;
    if (queue == nullptr) {
        return nullptr;
    }
    queue->length = length;
    queue->item_bytes = item_bytes;
    queue->items = item_bytes == 0 ? nullptr : static_cast<uint8_t*>(malloc(length * item_bytes));
    if (item_bytes != 0 && queue->items == nullptr) {
        delete queue;
        return nullptr;
    }
    return queue;
}

void tell_of_item(QueueDefinition& queue) {
    tell_set(queue);
    signal_first_waiter(&queue);
}

}  // namespace oceanhil::queues

extern "C" {

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_bytes) {
    kernel_asserts(length != 0, kIsMade);
    return queues::make(length, item_bytes);
}

void vQueueDelete(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, {2355, kQueueFile, "vQueueDelete", "pxQueue"});
    oceanhil::held_mutexes::left(queue);
    if (!queue->is_static) {
        free(queue->items);
        delete queue;
    }
}

BaseType_t xQueueSendToBack(QueueHandle_t queue, const void* data, TickType_t ticks) {
    return send(queue, data, ticks, false);
}

BaseType_t xQueueSendToFront(QueueHandle_t queue, const void* data, TickType_t ticks) {
    return send(queue, data, ticks, true);
}

BaseType_t xQueueOverwrite(QueueHandle_t queue, const void* data) {
    kernel_asserts(queue != nullptr, queues::kSendsSomewhere);
    kernel_asserts(queue->length == 1,
                   {938, kQueueFile, "xQueueGenericSend",
                    "!( ( xCopyPosition == ( ( BaseType_t ) 2 ) ) && ( pxQueue->uxLength != 1 ) )"});
    const bool was_empty = queue->count == 0;
    queue->count = 0;
    QueueDefinition* const set = queue->set;
    // What a set knows of already it hears once.
    queue->set = was_empty ? set : nullptr;
    put_item(*queue, data, false);
    queue->set = set;
    return pdPASS;
}

BaseType_t xQueueReceive(QueueHandle_t queue, void* data, TickType_t ticks) {
    kernel_asserts(queue != nullptr, kReceivesFromOne);
    kernel_asserts(data != nullptr || queue->item_bytes == 0, kReceivesSomewhere);
    if (!await_item(queue, ticks)) {
        return errQUEUE_EMPTY;
    }
    copy_first(*queue, data);
    drop_first(*queue);
    return pdTRUE;
}

BaseType_t xQueuePeek(QueueHandle_t queue, void* data, TickType_t ticks) {
    kernel_asserts(queue != nullptr, kPeeksAtOne);
    if (!await_item(queue, ticks)) {
        return errQUEUE_EMPTY;
    }
    copy_first(*queue, data);
    // What was only looked at is there for the next one.
    oceanhil::signal_first_waiter(queue);
    return pdTRUE;
}

BaseType_t xQueueReset(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, {333, kQueueFile, "xQueueGenericReset", "pxQueue"});
    queue->count = 0;
    queue->first = 0;
    oceanhil::signal_first_waiter(room_of(*queue));
    return pdPASS;
}

QueueHandle_t xQueueCreateStatic(UBaseType_t length, UBaseType_t item_bytes, uint8_t* items, StaticQueue_t* memory) {
    kernel_asserts(memory != nullptr, {415, kQueueFile, "xQueueGenericCreateStatic", "pxStaticQueue"});
    kernel_asserts(length != 0 && (items != nullptr) == (item_bytes != 0),
                   {456, kQueueFile, "xQueueGenericCreateStatic", "pxNewQueue"});
    QueueHandle_t const made = queues::place(memory, length, item_bytes);
    made->items = items;
    return made;
}

BaseType_t xQueuePeekFromISR(QueueHandle_t queue, void* data) {
    kernel_asserts(queue != nullptr, {2259, kQueueFile, "xQueuePeekFromISR", "pxQueue"});
    return xQueuePeek(queue, data, 0);
}

BaseType_t xQueueIsQueueEmptyFromISR(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, {2705, kQueueFile, "xQueueIsQueueEmptyFromISR", "pxQueue"});
    return queue->count == 0 ? pdTRUE : pdFALSE;
}

BaseType_t xQueueIsQueueFullFromISR(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, {2748, kQueueFile, "xQueueIsQueueFullFromISR", "pxQueue"});
    return queue->count == queue->length ? pdTRUE : pdFALSE;
}

QueueSetHandle_t xQueueCreateSet(UBaseType_t length) { return xQueueCreate(length, sizeof(QueueDefinition*)); }

BaseType_t xQueueAddToSet(QueueSetMemberHandle_t member, QueueSetHandle_t set) {
    if (member->set != nullptr || member->count != 0) {
        return pdFAIL;
    }
    member->set = set;
    return pdPASS;
}

BaseType_t xQueueRemoveFromSet(QueueSetMemberHandle_t member, QueueSetHandle_t set) {
    if (member->set != set || member->count != 0) {
        return pdFAIL;
    }
    member->set = nullptr;
    return pdPASS;
}

QueueSetMemberHandle_t xQueueSelectFromSet(QueueSetHandle_t set, TickType_t ticks) {
    QueueSetMemberHandle_t found = nullptr;
    xQueueReceive(set, &found, ticks);
    return found;
}

QueueSetMemberHandle_t xQueueSelectFromSetFromISR(QueueSetHandle_t set) { return xQueueSelectFromSet(set, 0); }

UBaseType_t uxQueueMessagesWaiting(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, queues::kCountsSomewhere);
    oceanhil::machine::look();
    return queue->count;
}

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, {2327, kQueueFile, "uxQueueSpacesAvailable", "pxQueue"});
    oceanhil::machine::look();
    return queue->length - queue->count;
}

UBaseType_t uxQueueMessagesWaitingFromISR(QueueHandle_t queue) {
    kernel_asserts(queue != nullptr, queues::kCountsFromIsr);
    return queue->count;
}

BaseType_t xQueueSendToBackFromISR(QueueHandle_t queue, const void* data, BaseType_t* is_switch_wanted) {
    kernel_asserts(queue != nullptr, {1180, kQueueFile, "xQueueGenericSendFromISR", "pxQueue"});
    note_wish(is_switch_wanted);
    return send(queue, data, 0, false);
}

BaseType_t xQueueSendToFrontFromISR(QueueHandle_t queue, const void* data, BaseType_t* is_switch_wanted) {
    kernel_asserts(queue != nullptr, {1180, kQueueFile, "xQueueGenericSendFromISR", "pxQueue"});
    note_wish(is_switch_wanted);
    return send(queue, data, 0, true);
}

BaseType_t xQueueOverwriteFromISR(QueueHandle_t queue, const void* data, BaseType_t* is_switch_wanted) {
    constexpr const char* kSend = "xQueueGenericSendFromISR";
    kernel_asserts(queue != nullptr, {1180, kQueueFile, kSend, "pxQueue"});
    kernel_asserts(queue->length == 1,
                   {1182, kQueueFile, kSend,
                    "!( ( xCopyPosition == ( ( BaseType_t ) 2 ) ) && ( pxQueue->uxLength != 1 ) )"});
    note_wish(is_switch_wanted);
    return xQueueOverwrite(queue, data);
}

BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void* data, BaseType_t* is_switch_wanted) {
    kernel_asserts(queue != nullptr, queues::kReceivesFromIsr);
    note_wish(is_switch_wanted);
    return xQueueReceive(queue, data, 0);
}

}  // extern "C"
