#include <freertos/task.h>
#include <oceanhil/task_block.h>

#include <boot.h>
#include <heap.h>
#include <stdlib.h>
#include <string.h>

#include <new>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

using Block = tskTaskControlBlock;

namespace {

constexpr uint64_t kTickUs = 1000;
constexpr size_t kLineBytes = 80;
constexpr uint32_t kLoopStackBytes = 8192;
constexpr BaseType_t kCore = 1;

Block* blocks = nullptr;
UBaseType_t count = 0;

void set_name(Block& block, const char* name) {
    oceanhil_snprintf(block.name, sizeof block.name, "%s", name == nullptr ? "" : name);
}

void add(Block& block, machine::Task* task) {
    block.task = task;
    block.own_priority = machine::task_priority(task);
    block.next = blocks;
    blocks = &block;
    ++count;
    machine::task_set_owner(task, &block);
}

void remove(Block& block) {
    Block** place = &blocks;
    while (*place != &block) {
        place = &(*place)->next;
    }
    *place = block.next;
    --count;
}

[[noreturn]] void end_in_abort(const Block& block) {
    char line[kLineBytes];
    oceanhil_snprintf(line, sizeof line, "FreeRTOS: FreeRTOS Task \"%s\" should not return, Aborting now!\r\n", block.name);
    machine::console_write(reinterpret_cast<const uint8_t*>(line), strlen(line));
    machine::crash(machine::Crash::abort);
}

void run(void* context) {
    Block& self = *static_cast<Block*>(context);
    self.function(self.argument);
    end_in_abort(self);
}

/// Takes memory for a task as the chip does: its stack and its block come from the heap.
Block* make_block(uint32_t stack_bytes) {
    void* const stack = malloc(stack_bytes);
    Block* const block = stack == nullptr ? nullptr : new (std::nothrow) Block;
    if (block == nullptr) {
        free(stack);
        return nullptr;
    }
    block->stack = stack;
    block->stack_bytes = stack_bytes;
    return block;
}

void release(Block* block) {
    if (block->stack != nullptr) {
        free(block->stack);
        delete block;
    }
}

Block* or_present(TaskHandle_t task) { return task == nullptr ? oceanhil::present_task() : task; }

bool change(Block& block, uint32_t value, eNotifyAction action) {
    switch (action) {
        case eNoAction:
            break;
        case eSetBits:
            block.notified |= value;
            break;
        case eIncrement:
            ++block.notified;
            break;
        case eSetValueWithoutOverwrite:
            if (block.is_notified) {
                return false;
            }
            block.notified = value;
            break;
        case eSetValueWithOverwrite:
            block.notified = value;
            break;
    }
    return true;
}

}  // namespace

namespace oceanhil {

Block* present_task() {
    machine::Task* const task = machine::task_present();
    if (machine::task_owner(task) == nullptr) {
        // The program's own loop, or a task of the core's: it was there before FreeRTOS was asked.
        static Block loop_task;
        const bool is_first = loop_task.task == nullptr;
        Block& block = is_first ? loop_task : *new Block;
        set_name(block, is_first ? "loopTask" : "core");
        block.stack_bytes = kLoopStackBytes;
        add(block, task);
    }
    return static_cast<Block*>(machine::task_owner(task));
}

void signal_waiters(const void* object) {
    machine::tasks_hold();
    for (Block* each = blocks; each != nullptr; each = each->next) {
        if (each->awaited == object) {
            machine::task_wake(each->task);
        }
    }
    machine::tasks_release();
}

}  // namespace oceanhil

extern "C" {

void vPortEnterCritical(portMUX_TYPE* mux) {
    ++mux->count;
    machine::tasks_hold();
}

void vPortExitCritical(portMUX_TYPE* mux) {
    --mux->count;
    machine::tasks_release();
}

bool xPortInIsrContext(void) { return machine::is_serving(); }
BaseType_t xPortGetCoreID(void) { return kCore; }
size_t xPortGetFreeHeapSize(void) { return machine::heap_free(); }
size_t xPortGetMinimumEverFreeHeapSize(void) { return machine::heap_least_free(); }
void* pvPortMalloc(size_t bytes) { return malloc(bytes); }
void vPortFree(void* block) { free(block); }

BaseType_t xTaskCreate(TaskFunction_t function, const char* name, uint32_t stack_bytes, void* argument,
                       UBaseType_t priority, TaskHandle_t* handle) {
    oceanhil::present_task();
    Block* const block = make_block(stack_bytes);
    if (block == nullptr) {
        return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
    }
    set_name(*block, name);
    block->function = function;
    block->argument = argument;
    // It must be known before it runs, which it may do at once.
    machine::tasks_hold();
    machine::Task* const task = machine::task_start(run, block, priority, stack_bytes);
    if (task == nullptr) {
        machine::tasks_release();
        release(block);
        return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
    }
    add(*block, task);
    if (handle != nullptr) {
        *handle = block;
    }
    machine::tasks_release();
    return pdPASS;
}

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char* name, uint32_t stack_bytes, void* argument,
                                   UBaseType_t priority, TaskHandle_t* handle, BaseType_t) {
    return xTaskCreate(function, name, stack_bytes, argument, priority, handle);
}

void vTaskDelete(TaskHandle_t task) {
    Block* const block = or_present(task);
    machine::Task* const ended = block->task;
    remove(*block);
    release(block);
    machine::task_end(ended);
}

void vTaskSuspend(TaskHandle_t task) { machine::task_suspend(or_present(task)->task); }
void vTaskResume(TaskHandle_t task) { machine::task_resume(task->task); }

BaseType_t xTaskResumeFromISR(TaskHandle_t task) {
    machine::task_resume(task->task);
    return pdFALSE;
}

UBaseType_t uxTaskPriorityGet(TaskHandle_t task) { return machine::task_priority(or_present(task)->task); }

void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority) {
    Block* const block = or_present(task);
    block->own_priority = priority;
    machine::task_set_priority(block->task, priority);
}

char* pcTaskGetName(TaskHandle_t task) { return or_present(task)->name; }

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task) {
    const Block* const block = or_present(task);
    const size_t used = machine::task_stack_used(block->task);
    return static_cast<UBaseType_t>(used < block->stack_bytes ? block->stack_bytes - used : 0);
}

eTaskState eTaskGetState(TaskHandle_t task) {
    if (task == nullptr) {
        return eInvalid;
    }
    if (task->task == machine::task_present()) {
        return eRunning;
    }
    if (machine::task_is_suspended(task->task)) {
        return eSuspended;
    }
    return machine::task_is_blocked(task->task) ? eBlocked : eReady;
}

void vTaskDelay(TickType_t ticks) {
    if (ticks == 0) {
        machine::task_yield();
    } else {
        machine::wait_us(ticks * kTickUs);
    }
}

BaseType_t xTaskDelayUntil(TickType_t* previous_wake, TickType_t increment) {
    *previous_wake += increment;
    const auto ahead = static_cast<int32_t>(*previous_wake - xTaskGetTickCount());
    if (ahead <= 0) {
        return pdFALSE;
    }
    // Ticks begin when they do, not when they are asked for.
    const uint64_t now_us = machine::micros();
    machine::wait_us(static_cast<uint64_t>(ahead) * kTickUs - now_us % kTickUs);
    return pdTRUE;
}

void vTaskSuspendAll(void) { machine::tasks_hold(); }

BaseType_t xTaskResumeAll(void) {
    machine::tasks_release();
    return pdFALSE;
}

void vTaskYield(void) {
    machine::micros();
    machine::task_yield();
}

TickType_t xTaskGetTickCount(void) { return static_cast<TickType_t>(machine::micros() / kTickUs); }
TickType_t xTaskGetTickCountFromISR(void) { return xTaskGetTickCount(); }
TaskHandle_t xTaskGetCurrentTaskHandle(void) { return oceanhil::present_task(); }

TaskHandle_t xTaskGetHandle(const char* name) {
    oceanhil::present_task();
    Block* found = blocks;
    while (found != nullptr && strcmp(found->name, name) != 0) {
        found = found->next;
    }
    return found;
}

UBaseType_t uxTaskGetNumberOfTasks(void) {
    oceanhil::present_task();
    return count;
}

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action) {
    if (!change(*task, value, action)) {
        return pdFAIL;
    }
    task->is_notified = true;
    oceanhil::signal_waiters(task);
    return pdPASS;
}

BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value, eNotifyAction action, BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
    return xTaskNotify(task, value, action);
}

BaseType_t xTaskNotifyGive(TaskHandle_t task) { return xTaskNotify(task, 0, eIncrement); }

void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t* is_switch_wanted) {
    xTaskNotifyFromISR(task, 0, eIncrement, is_switch_wanted);
}

uint32_t ulTaskNotifyTake(BaseType_t clears_count, TickType_t ticks) {
    Block* const self = oceanhil::present_task();
    oceanhil::wait_for(self, ticks, [self] { return self->notified != 0; });
    const uint32_t found = self->notified;
    self->is_notified = false;
    if (found != 0) {
        self->notified = clears_count == pdFALSE ? found - 1 : 0;
    }
    return found;
}

BaseType_t xTaskNotifyWait(uint32_t clear_on_entry, uint32_t clear_on_exit, uint32_t* value, TickType_t ticks) {
    Block* const self = oceanhil::present_task();
    if (!self->is_notified) {
        self->notified &= ~clear_on_entry;
    }
    const bool is_served = oceanhil::wait_for(self, ticks, [self] { return self->is_notified; });
    if (value != nullptr) {
        *value = self->notified;
    }
    if (is_served) {
        self->notified &= ~clear_on_exit;
        self->is_notified = false;
    }
    return is_served ? pdTRUE : pdFALSE;
}

BaseType_t xTaskNotifyStateClear(TaskHandle_t task) {
    Block* const block = or_present(task);
    const bool was_notified = block->is_notified;
    block->is_notified = false;
    return was_notified ? pdTRUE : pdFALSE;
}

}  // extern "C"
