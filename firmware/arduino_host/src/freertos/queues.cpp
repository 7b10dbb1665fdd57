// Queues and semaphores of FreeRTOS: a semaphore is a queue of items without bytes.
#include <oceanhil/freertos/queue.h>
#include <oceanhil/freertos/semphr.h>
#include <oceanhil/freertos/task_block.h>

#include <stdlib.h>
#include <string.h>

#include <new>

namespace machine = oceanhil::machine;

struct QueueDefinition {
    UBaseType_t length = 0;
    UBaseType_t item_bytes = 0;
    UBaseType_t count = 0;
    UBaseType_t first = 0;
    uint8_t* items = nullptr;
    bool is_mutex = false;
    tskTaskControlBlock* holder = nullptr;
    UBaseType_t depth = 0;
    bool is_static = false;
    /// The set that hears of what comes.
    QueueDefinition* set = nullptr;
};

static_assert(sizeof(QueueDefinition) <= sizeof(StaticQueue_t), "a sketch's memory for a queue has room for it");

namespace {

/// Makes one in memory of the sketch's own.
QueueHandle_t place_queue(void* memory, UBaseType_t length, UBaseType_t item_bytes, UBaseType_t first_count) {
    if (memory == nullptr) {
        return nullptr;
    }
    auto* const queue = new (memory) QueueDefinition;
    queue->length = length;
    queue->item_bytes = item_bytes;
    queue->count = first_count;
    queue->is_static = true;
    return queue;
}

QueueHandle_t as_mutex(QueueHandle_t made) {
    if (made != nullptr) {
        made->is_mutex = true;
    }
    return made;
}

QueueHandle_t make_queue(UBaseType_t length, UBaseType_t item_bytes, UBaseType_t first_count) {
    auto* const queue = new (std::nothrow) QueueDefinition;
    if (queue == nullptr) {
        return nullptr;
    }
    queue->length = length;
    queue->item_bytes = item_bytes;
    queue->count = first_count;
    queue->items = item_bytes == 0 ? nullptr : static_cast<uint8_t*>(malloc(length * item_bytes));
    if (item_bytes != 0 && queue->items == nullptr) {
        delete queue;
        return nullptr;
    }
    return queue;
}

uint8_t* item(QueueDefinition& queue, UBaseType_t place) {
    return queue.items + (queue.first + place) % queue.length * queue.item_bytes;
}

/// Something has come: the set has this queue in it once more.
void tell_set(QueueDefinition& queue) {
    QueueDefinition* const set = queue.set;
    if (set != nullptr && set->count < set->length) {
        QueueDefinition* const member = &queue;
        memcpy(item(*set, set->count++), &member, sizeof member);
        oceanhil::signal_waiters(set);
    }
}

void put_item(QueueDefinition& queue, const void* data, bool is_front) {
    if (is_front) {
        queue.first = (queue.first + queue.length - 1) % queue.length;
    }
    if (queue.item_bytes != 0) {
        memcpy(item(queue, is_front ? 0 : queue.count), data, queue.item_bytes);
    }
    ++queue.count;
    tell_set(queue);
    oceanhil::signal_waiters(&queue);
}

void copy_first(QueueDefinition& queue, void* data) {
    if (queue.item_bytes != 0) {
        memcpy(data, item(queue, 0), queue.item_bytes);
    }
}

void drop_first(QueueDefinition& queue) {
    queue.first = (queue.first + 1) % queue.length;
    --queue.count;
    oceanhil::signal_waiters(&queue);
}

BaseType_t send(QueueDefinition* queue, const void* data, TickType_t ticks, bool is_front) {
    if (!oceanhil::wait_for(queue, ticks, [queue] { return queue->count < queue->length; })) {
        return errQUEUE_FULL;
    }
    put_item(*queue, data, is_front);
    return pdTRUE;
}

bool await_item(QueueDefinition* queue, TickType_t ticks) {
    return oceanhil::wait_for(queue, ticks, [queue] { return queue->count > 0; });
}

/// Whoever holds what a more urgent task waits for is as urgent meanwhile.
void lend_priority(QueueDefinition& mutex) {
    if (mutex.holder == nullptr) {
        return;
    }
    const uint32_t wanted = machine::task_priority(machine::task_present());
    if (machine::task_priority(mutex.holder->task) < wanted) {
        machine::task_set_priority(mutex.holder->task, wanted);
    }
}

void note_wish(BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
}

}  // namespace

extern "C" {

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_bytes) {
    return length == 0 ? nullptr : make_queue(length, item_bytes, 0);
}

void vQueueDelete(QueueHandle_t queue) {
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
    if (!await_item(queue, ticks)) {
        return errQUEUE_EMPTY;
    }
    copy_first(*queue, data);
    drop_first(*queue);
    return pdTRUE;
}

BaseType_t xQueuePeek(QueueHandle_t queue, void* data, TickType_t ticks) {
    if (!await_item(queue, ticks)) {
        return errQUEUE_EMPTY;
    }
    copy_first(*queue, data);
    return pdTRUE;
}

BaseType_t xQueueReset(QueueHandle_t queue) {
    queue->count = 0;
    queue->first = 0;
    oceanhil::signal_waiters(queue);
    return pdPASS;
}

QueueHandle_t xQueueCreateStatic(UBaseType_t length, UBaseType_t item_bytes, uint8_t* items, StaticQueue_t* memory) {
    const bool has_items = (items != nullptr) == (item_bytes != 0);
    QueueHandle_t const made = length == 0 || !has_items ? nullptr : place_queue(memory, length, item_bytes, 0);
    if (made != nullptr) {
        made->items = items;
    }
    return made;
}

BaseType_t xQueuePeekFromISR(QueueHandle_t queue, void* data) { return xQueuePeek(queue, data, 0); }
BaseType_t xQueueIsQueueEmptyFromISR(QueueHandle_t queue) { return queue->count == 0 ? pdTRUE : pdFALSE; }
BaseType_t xQueueIsQueueFullFromISR(QueueHandle_t queue) { return queue->count == queue->length ? pdTRUE : pdFALSE; }

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
    machine::look();
    return queue->count;
}

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue) {
    machine::look();
    return queue->length - queue->count;
}

UBaseType_t uxQueueMessagesWaitingFromISR(QueueHandle_t queue) { return queue->count; }

BaseType_t xQueueSendToBackFromISR(QueueHandle_t queue, const void* data, BaseType_t* is_switch_wanted) {
    note_wish(is_switch_wanted);
    return send(queue, data, 0, false);
}

BaseType_t xQueueSendToFrontFromISR(QueueHandle_t queue, const void* data, BaseType_t* is_switch_wanted) {
    note_wish(is_switch_wanted);
    return send(queue, data, 0, true);
}

BaseType_t xQueueOverwriteFromISR(QueueHandle_t queue, const void* data, BaseType_t* is_switch_wanted) {
    note_wish(is_switch_wanted);
    return xQueueOverwrite(queue, data);
}

BaseType_t xQueueReceiveFromISR(QueueHandle_t queue, void* data, BaseType_t* is_switch_wanted) {
    note_wish(is_switch_wanted);
    return xQueueReceive(queue, data, 0);
}

SemaphoreHandle_t xSemaphoreCreateBinary(void) { return make_queue(1, 0, 0); }
SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t first) { return make_queue(most, 0, first); }

SemaphoreHandle_t xSemaphoreCreateMutex(void) { return as_mutex(make_queue(1, 0, 1)); }

SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void) { return xSemaphoreCreateMutex(); }
SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t* memory) { return place_queue(memory, 1, 0, 0); }

SemaphoreHandle_t xSemaphoreCreateCountingStatic(UBaseType_t most, UBaseType_t first, StaticSemaphore_t* memory) {
    return place_queue(memory, most, 0, first);
}

SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t* memory) {
    return as_mutex(place_queue(memory, 1, 0, 1));
}

SemaphoreHandle_t xSemaphoreCreateRecursiveMutexStatic(StaticSemaphore_t* memory) {
    return xSemaphoreCreateMutexStatic(memory);
}

void vSemaphoreDelete(SemaphoreHandle_t semaphore) { vQueueDelete(semaphore); }

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
    const bool is_taken = oceanhil::wait_for(semaphore, ticks, [semaphore] {
        if (semaphore->count == 0 && semaphore->is_mutex) {
            lend_priority(*semaphore);
        }
        return semaphore->count > 0;
    });
    if (!is_taken) {
        return pdFALSE;
    }
    --semaphore->count;
    if (semaphore->is_mutex) {
        semaphore->holder = oceanhil::present_task();
    }
    return pdTRUE;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
    if (semaphore->count == semaphore->length) {
        return pdFALSE;
    }
    tskTaskControlBlock* const holder = semaphore->holder;
    semaphore->holder = nullptr;
    ++semaphore->count;
    tell_set(*semaphore);
    machine::tasks_hold();
    oceanhil::signal_waiters(semaphore);
    if (holder != nullptr) {
        machine::task_set_priority(holder->task, holder->own_priority);
    }
    machine::tasks_release();
    return pdTRUE;
}

BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t semaphore, TickType_t ticks) {
    if (semaphore->holder != oceanhil::present_task() && xSemaphoreTake(semaphore, ticks) == pdFALSE) {
        return pdFALSE;
    }
    ++semaphore->depth;
    return pdTRUE;
}

BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t semaphore) {
    if (semaphore->holder != oceanhil::present_task()) {
        return pdFALSE;
    }
    return --semaphore->depth == 0 ? xSemaphoreGive(semaphore) : pdTRUE;
}

BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore, BaseType_t* is_switch_wanted) {
    note_wish(is_switch_wanted);
    return xSemaphoreTake(semaphore, 0);
}

BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t* is_switch_wanted) {
    note_wish(is_switch_wanted);
    return xSemaphoreGive(semaphore);
}

UBaseType_t uxSemaphoreGetCountFromISR(SemaphoreHandle_t semaphore) { return semaphore->count; }
TaskHandle_t xSemaphoreGetMutexHolderFromISR(SemaphoreHandle_t semaphore) { return semaphore->holder; }
UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore) {
    machine::look();
    return semaphore->count;
}

TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t semaphore) {
    machine::look();
    return semaphore->holder;
}


}  // extern "C"
