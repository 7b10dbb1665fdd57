// Notifications of tasks: a value and a mark, which any task or interrupt sets and the task itself waits for.
#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/task.h>
#include <oceanhil/freertos/task_block.h>

using Block = tskTaskControlBlock;
using oceanhil::kernel_asserts;
using oceanhil::or_present;

namespace {

bool change(Block& block, UBaseType_t index, uint32_t value, eNotifyAction action) {
    switch (action) {
        case eNoAction:
            break;
        case eSetBits:
            block.notified[index] |= value;
            break;
        case eIncrement:
            ++block.notified[index];
            break;
        case eSetValueWithoutOverwrite:
            if (block.is_notified[index]) {
                return false;
            }
            block.notified[index] = value;
            break;
        case eSetValueWithOverwrite:
            block.notified[index] = value;
            break;
    }
    return true;
}

void note_task_wish(BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
}

}  // namespace

extern "C" {

BaseType_t xTaskNotifyIndexed(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action) {
    return xTaskNotifyAndQueryIndexed(task, index, value, action, nullptr);
}

BaseType_t xTaskNotifyAndQueryIndexed(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action,
                                      uint32_t* previous) {
    kernel_asserts(task != nullptr, {5909, "tasks.c", "xTaskGenericNotify", "xTaskToNotify"});
    if (previous != nullptr) {
        *previous = task->notified[index];
    }
    const bool is_taken = change(*task, index, value, action);
    task->is_notified[index] = true;
    if (is_taken) {
        oceanhil::signal_waiters(&task->notified[index]);
    }
    return is_taken ? pdPASS : pdFAIL;
}

BaseType_t xTaskNotifyIndexedFromISR(TaskHandle_t task, UBaseType_t index, uint32_t value, eNotifyAction action,
                                     BaseType_t* is_switch_wanted) {
    return xTaskNotifyAndQueryIndexedFromISR(task, index, value, action, nullptr, is_switch_wanted);
}

BaseType_t xTaskNotifyAndQueryIndexedFromISR(TaskHandle_t task, UBaseType_t index, uint32_t value,
                                             eNotifyAction action, uint32_t* previous, BaseType_t* is_switch_wanted) {
    kernel_asserts(task != nullptr, {6033, "tasks.c", "xTaskGenericNotifyFromISR", "xTaskToNotify"});
    note_task_wish(is_switch_wanted);
    return xTaskNotifyAndQueryIndexed(task, index, value, action, previous);
}

void vTaskNotifyGiveIndexedFromISR(TaskHandle_t task, UBaseType_t index, BaseType_t* is_switch_wanted) {
    kernel_asserts(task != nullptr, {6171, "tasks.c", "vTaskGenericNotifyGiveFromISR", "xTaskToNotify"});
    xTaskNotifyIndexedFromISR(task, index, 0, eIncrement, is_switch_wanted);
}

uint32_t ulTaskNotifyTakeIndexed(UBaseType_t index, BaseType_t clears_count, TickType_t ticks) {
    Block* const self = oceanhil::present_task();
    if (self->notified[index] == 0) {
        // Whatever notifies it ends that, also without a value.
        self->is_notified[index] = false;
        oceanhil::wait_for(&self->notified[index], ticks, [self, index] { return self->is_notified[index]; });
    }
    const uint32_t found = self->notified[index];
    self->is_notified[index] = false;
    if (found != 0) {
        self->notified[index] = clears_count == pdFALSE ? found - 1 : 0;
    }
    return found;
}

BaseType_t xTaskNotifyWaitIndexed(UBaseType_t index, uint32_t clear_on_entry, uint32_t clear_on_exit, uint32_t* value,
                                  TickType_t ticks) {
    Block* const self = oceanhil::present_task();
    if (!self->is_notified[index]) {
        self->notified[index] &= ~clear_on_entry;
    }
    const bool is_served =
        oceanhil::wait_for(&self->notified[index], ticks, [self, index] { return self->is_notified[index]; });
    if (value != nullptr) {
        *value = self->notified[index];
    }
    if (is_served) {
        self->notified[index] &= ~clear_on_exit;
        self->is_notified[index] = false;
    }
    return is_served ? pdTRUE : pdFALSE;
}

BaseType_t xTaskNotifyStateClearIndexed(TaskHandle_t task, UBaseType_t index) {
    Block* const block = or_present(task);
    const bool was_notified = block->is_notified[index];
    block->is_notified[index] = false;
    return was_notified ? pdTRUE : pdFALSE;
}

uint32_t ulTaskNotifyValueClearIndexed(TaskHandle_t task, UBaseType_t index, uint32_t bits) {
    Block* const block = or_present(task);
    const uint32_t found = block->notified[index];
    block->notified[index] &= ~bits;
    return found;
}

}  // extern "C"
