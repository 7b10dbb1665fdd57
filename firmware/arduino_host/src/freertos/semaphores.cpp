// Semaphores and mutexes of FreeRTOS. Facts: queue.c and tasks.c of ESP-IDF 5.5.1's FreeRTOS 10.5.
#include <boot.h>
#include <oceanhil/freertos/semphr.h>

#include <algorithm>

#include "held_mutexes.h"
#include "queue_definition.h"

namespace machine = oceanhil::machine;
namespace queues = oceanhil::queues;

using oceanhil::kernel_asserts;
using queues::kQueueFile;

namespace {

/// Who holds what the function of a timer or an interrupt has taken: none of the sketch's tasks, whoever runs then.
tskTaskControlBlock served;

tskTaskControlBlock* present_holder() { return machine::is_serving() ? &served : oceanhil::present_task(); }

QueueHandle_t as_mutex(QueueHandle_t made) {
    if (made != nullptr) {
        made->is_mutex = true;
        made->count = 1;
    }
    return made;
}

QueueHandle_t as_counted(QueueHandle_t made, UBaseType_t first) {
    if (made != nullptr) {
        made->count = first;
    }
    return made;
}

bool has_task(const QueueDefinition& mutex) { return mutex.holder != nullptr && mutex.holder->task != nullptr; }

/// Whoever holds what a more urgent task waits for is as urgent meanwhile.
void lend_priority(const QueueDefinition& mutex) {
    if (!has_task(mutex)) {
        return;
    }
    const uint32_t wanted = machine::task_priority(machine::task_present());
    if (machine::task_priority(mutex.holder->task) < wanted) {
        machine::task_set_priority(mutex.holder->task, wanted);
    }
}

/// Whoever waits no more has its priority back, as far as others who wait do not need it: unless another mutex is held.
void take_back_priority(const QueueDefinition& mutex) {
    if (!has_task(mutex) || mutex.holder->mutexes_held != 1) {
        return;
    }
    const uint32_t wanted = std::max(mutex.holder->own_priority, oceanhil::most_urgent_waiter(&mutex));
    if (machine::task_priority(mutex.holder->task) > wanted) {
        machine::task_set_priority(mutex.holder->task, wanted);
    }
}

void note_taken(QueueDefinition& semaphore) {
    --semaphore.count;
    if (semaphore.is_mutex) {
        semaphore.holder = present_holder();
        ++semaphore.holder->mutexes_held;
        oceanhil::held_mutexes::taken(semaphore);
    }
}

/// Gives what is not there yet. What was inherited for a mutex goes back with the last one that is held.
BaseType_t give(QueueDefinition& semaphore) {
    if (semaphore.count == semaphore.length) {
        return pdFALSE;
    }
    tskTaskControlBlock* const holder = semaphore.holder;
    semaphore.holder = nullptr;
    if (holder != nullptr) {
        oceanhil::held_mutexes::left(&semaphore);
    }
    ++semaphore.count;
    machine::tasks_hold();
    queues::tell_of_item(semaphore);
    if (holder != nullptr && --holder->mutexes_held == 0 && holder != &served) {
        machine::task_set_priority(holder->task, holder->own_priority);
    }
    machine::tasks_release();
    return pdTRUE;
}

}  // namespace

extern "C" {

SemaphoreHandle_t xSemaphoreCreateBinary(void) { return queues::make(1, 0); }

SemaphoreHandle_t xSemaphoreCreateCounting(UBaseType_t most, UBaseType_t first) {
    kernel_asserts(most != 0 && first <= most, {917, kQueueFile, "xQueueCreateCountingSemaphore", "xHandle"});
    return as_counted(queues::make(most, 0), first);
}

SemaphoreHandle_t xSemaphoreCreateMutex(void) { return as_mutex(queues::make(1, 0)); }

SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void) { return xSemaphoreCreateMutex(); }
SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t* memory) { return queues::place(memory, 1, 0); }

SemaphoreHandle_t xSemaphoreCreateCountingStatic(UBaseType_t most, UBaseType_t first, StaticSemaphore_t* memory) {
    kernel_asserts(most != 0 && first <= most, {882, kQueueFile, "xQueueCreateCountingSemaphoreStatic", "xHandle"});
    return as_counted(queues::place(memory, most, 0), first);
}

SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t* memory) {
    return as_mutex(queues::place(memory, 1, 0));
}

SemaphoreHandle_t xSemaphoreCreateRecursiveMutexStatic(StaticSemaphore_t* memory) {
    return xSemaphoreCreateMutexStatic(memory);
}

void vSemaphoreDelete(SemaphoreHandle_t semaphore) { vQueueDelete(semaphore); }

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
    kernel_asserts(semaphore != nullptr, {1709, kQueueFile, "xQueueSemaphoreTake", "( pxQueue )"});
    kernel_asserts(semaphore->item_bytes == 0, {1713, kQueueFile, "xQueueSemaphoreTake", "pxQueue->uxItemSize == 0"});
    const bool is_taken = oceanhil::wait_for(semaphore, ticks, [semaphore, ticks] {
        if (semaphore->count == 0 && semaphore->is_mutex && ticks != 0) {
            lend_priority(*semaphore);
        }
        return semaphore->count > 0;
    });
    if (is_taken) {
        note_taken(*semaphore);
    } else if (semaphore->is_mutex && ticks != 0) {
        take_back_priority(*semaphore);
    }
    return is_taken ? pdTRUE : pdFALSE;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
    kernel_asserts(semaphore != nullptr, queues::kSendsSomewhere);
    kernel_asserts(semaphore->item_bytes == 0, queues::kSendsSomething);
    kernel_asserts(semaphore->holder == nullptr || semaphore->holder == present_holder(), oceanhil::kGivesWhatItHolds);
    return give(*semaphore);
}

BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t semaphore, TickType_t ticks) {
    kernel_asserts(semaphore != nullptr, {821, kQueueFile, "xQueueTakeMutexRecursive", "pxMutex"});
    if (semaphore->holder != present_holder() && xSemaphoreTake(semaphore, ticks) == pdFALSE) {
        return pdFALSE;
    }
    ++semaphore->depth;
    return pdTRUE;
}

BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t semaphore) {
    kernel_asserts(semaphore != nullptr, {765, kQueueFile, "xQueueGiveMutexRecursive", "pxMutex"});
    if (semaphore->holder != present_holder()) {
        return pdFALSE;
    }
    return --semaphore->depth == 0 ? xSemaphoreGive(semaphore) : pdTRUE;
}

BaseType_t xSemaphoreTakeFromISR(SemaphoreHandle_t semaphore, BaseType_t* is_switch_wanted) {
    kernel_asserts(semaphore != nullptr, queues::kReceivesFromIsr);
    queues::note_wish(is_switch_wanted);
    return xSemaphoreTake(semaphore, 0);
}

BaseType_t xSemaphoreGiveFromISR(SemaphoreHandle_t semaphore, BaseType_t* is_switch_wanted) {
    constexpr const char* kGive = "xQueueGiveFromISR";
    kernel_asserts(semaphore != nullptr, {1358, kQueueFile, kGive, "pxQueue"});
    kernel_asserts(semaphore->item_bytes == 0, {1362, kQueueFile, kGive, "pxQueue->uxItemSize == 0"});
    kernel_asserts(semaphore->holder == nullptr,
                   {1367, kQueueFile, kGive,
                    "!( ( pxQueue->pcHead == ((void *)0) ) && "
                    "( pxQueue->u.xSemaphore.xMutexHolder != ((void *)0) ) )"});
    queues::note_wish(is_switch_wanted);
    return give(*semaphore);
}

UBaseType_t uxSemaphoreGetCount(SemaphoreHandle_t semaphore) {
    kernel_asserts(semaphore != nullptr, queues::kCountsSomewhere);
    machine::look();
    return semaphore->count;
}

UBaseType_t uxSemaphoreGetCountFromISR(SemaphoreHandle_t semaphore) {
    kernel_asserts(semaphore != nullptr, queues::kCountsFromIsr);
    return semaphore->count;
}

TaskHandle_t xSemaphoreGetMutexHolder(SemaphoreHandle_t semaphore) {
    kernel_asserts(semaphore != nullptr, {706, kQueueFile, "xQueueGetMutexHolder", "xSemaphore"});
    machine::look();
    // What is asked there takes itself for the task that runs.
    return semaphore->holder == &served && machine::is_serving() ? oceanhil::present_task() : semaphore->holder;
}

TaskHandle_t xSemaphoreGetMutexHolderFromISR(SemaphoreHandle_t semaphore) {
    kernel_asserts(semaphore != nullptr, {738, kQueueFile, "xQueueGetMutexHolderFromISR", "xSemaphore"});
    return xSemaphoreGetMutexHolder(semaphore);
}

}  // extern "C"
