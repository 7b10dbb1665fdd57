/// A queue as it is kept here, for queues and for semaphores: those are queues of items without bytes.
#pragma once

#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/queue.h>
#include <oceanhil/freertos/task_block.h>

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

namespace oceanhil::queues {

/// Makes one in memory of the sketch's own.
QueueHandle_t place(void* memory, UBaseType_t length, UBaseType_t item_bytes);
/// Makes one in memory of the heap's; nullptr where it has none.
QueueHandle_t make(UBaseType_t length, UBaseType_t item_bytes);
/// Something has come: the set has this queue in it once more, and who waits longest of the most urgent is woken.
void tell_of_item(QueueDefinition& queue);

inline void note_wish(BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
}

constexpr const char* kQueueFile = "queue.c";
constexpr KernelAssertion kSendsSomewhere = {936, kQueueFile, "xQueueGenericSend", "pxQueue"};
constexpr KernelAssertion kSendsSomething = {
    937, kQueueFile, "xQueueGenericSend",
    "!( ( pvItemToQueue == ((void *)0) ) && ( pxQueue->uxItemSize != ( UBaseType_t ) 0U ) )"};
constexpr KernelAssertion kReceivesFromIsr = {2157, kQueueFile, "xQueueReceiveFromISR", "pxQueue"};
constexpr KernelAssertion kCountsSomewhere = {2310, kQueueFile, "uxQueueMessagesWaiting", "xQueue"};
constexpr KernelAssertion kCountsFromIsr = {2344, kQueueFile, "uxQueueMessagesWaitingFromISR", "pxQueue"};

}  // namespace oceanhil::queues
