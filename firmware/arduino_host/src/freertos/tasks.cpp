#include <boot.h>
#include <heap.h>
#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/task.h>
#include <oceanhil/freertos/task_block.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <new>

#include "held_mutexes.h"
#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

using Block = tskTaskControlBlock;
using oceanhil::kernel_asserts;
using oceanhil::or_present;

static_assert(sizeof(Block) <= sizeof(StaticTask_t), "a sketch's memory for a task has room for what is kept of it");

namespace {

constexpr uint64_t kTickUs = 1000;
constexpr size_t kLineBytes = 80;
constexpr uint32_t kLoopStackBytes = 8192;
constexpr const char* kTasksFile = "tasks.c";

Block* blocks = nullptr;
UBaseType_t count = 0;
uint32_t last_number = 0;
uint32_t last_wait = 0;
UBaseType_t suspended_depth = 0;

void set_name(Block& block, const char* name) {
    oceanhil_snprintf(block.name, sizeof block.name, "%s", name == nullptr ? "" : name);
}

void add(Block& block, machine::Task* task) {
    block.task = task;
    machine::task_set_name(task, block.name);
    block.own_priority = machine::task_priority(task);
    block.number = ++last_number;
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
    if (block->keyed != nullptr) {
        block->drop_keyed(block->keyed);
    }
    if (block->is_static) {
        block->~Block();
    } else if (block->stack != nullptr) {
        free(block->stack);
        delete block;
    }
}

/// Lets a task begin; false if there are too many.
bool start(Block* block, TaskFunction_t function, const char* name, void* argument, UBaseType_t priority,
           TaskHandle_t* handle) {
    kernel_asserts(priority < configMAX_PRIORITIES,
                   {1111, kTasksFile, "prvInitialiseNewTask", "uxPriority < ( 25 )"});
    set_name(*block, name);
    block->function = function;
    block->argument = argument;
    // It must be known before it runs, which it may do at once.
    machine::tasks_hold();
    machine::Task* const task = machine::task_start(run, block, priority, block->stack_bytes);
    if (task != nullptr) {
        add(*block, task);
        if (handle != nullptr) {
            *handle = block;
        }
    }
    machine::tasks_release();
    return task != nullptr;
}

/// Whether somebody waits for an object who can go on: who is suspended looks for itself when it is resumed.
bool waits_for(const Block& block, const void* object) {
    return block.awaited == object && !machine::task_is_suspended(block.task);
}

bool is_woken_before(const Block& left, const Block& right) {
    const uint32_t urgent = machine::task_priority(left.task);
    const uint32_t other = machine::task_priority(right.task);
    return urgent != other ? urgent > other : static_cast<int32_t>(left.wait_number - right.wait_number) < 0;
}

void end_wait(Block& block) {
    block.awaited = nullptr;
    machine::task_wake(block.task);
}

void resume(Block& block) {
    machine::task_resume(block.task);
    if (block.awaited != nullptr) {
        machine::task_wake(block.task);
    }
}

}  // namespace

namespace oceanhil {

void adopt_task(machine::Task* task, const char* name, uint32_t stack_bytes) {
    if (machine::task_owner(task) != nullptr) {
        return;
    }
    static Block loop_task;
    Block& block = loop_task.task == nullptr ? loop_task : *new Block;
    set_name(block, name);
    block.stack_bytes = stack_bytes;
    add(block, task);
}

Block* present_task() {
    machine::Task* const task = machine::task_present();
    if (machine::task_owner(task) == nullptr) {
        // The program's own loop, or a task of the core's: it was there before FreeRTOS was asked.
        if (blocks == nullptr) {
            begin_kernel();
        }
        const char* const name = machine::task_name();
        const char* const unnamed = machine::task_is_first(task) ? "loopTask" : "core";
        adopt_task(task, name[0] == '\0' ? unnamed : name, kLoopStackBytes);
    }
    return static_cast<Block*>(machine::task_owner(task));
}

const Block* first_block() { return blocks; }

void begin_wait(Block& self, const void* object) {
    self.awaited = object;
    self.wait_number = ++last_wait;
    self.is_aborted = false;
}

void signal_first_waiter(const void* object) {
    machine::tasks_hold();
    Block* first = nullptr;
    for (Block* each = blocks; each != nullptr; each = each->next) {
        if (waits_for(*each, object) && (first == nullptr || is_woken_before(*each, *first))) {
            first = each;
        }
    }
    if (first != nullptr) {
        end_wait(*first);
    }
    machine::tasks_release();
}

void signal_served_waiters(const void* object, bool (*is_served)(Block& each, void* context), void* context) {
    machine::tasks_hold();
    for (Block* each = blocks; each != nullptr; each = each->next) {
        if (each->awaited == object && is_served(*each, context)) {
            end_wait(*each);
        }
    }
    machine::tasks_release();
}

uint32_t most_urgent_waiter(const void* object) {
    uint32_t priority = 0;
    for (const Block* each = blocks; each != nullptr; each = each->next) {
        priority = each->awaited == object ? std::max(priority, machine::task_priority(each->task)) : priority;
    }
    return priority;
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

size_t xPortGetFreeHeapSize(void) {
    machine::look();
    return machine::heap_free();
}

size_t xPortGetMinimumEverFreeHeapSize(void) { return machine::heap_least_free(); }
void* pvPortMalloc(size_t bytes) { return malloc(bytes); }
void* pvPortCalloc(size_t number, size_t bytes) { return calloc(number, bytes); }
void vPortFree(void* block) { free(block); }
uint32_t xPortGetTickRateHz(void) { return configTICK_RATE_HZ; }

BaseType_t xTaskCreate(TaskFunction_t function, const char* name, uint32_t stack, void* argument, UBaseType_t priority,
                       TaskHandle_t* handle) {
    oceanhil::present_task();
    Block* const block = make_block(stack * sizeof(StackType_t));
    if (block == nullptr) {
        return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
    }
    if (!start(block, function, name, argument, priority, handle)) {
        release(block);
        return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
    }
    return pdPASS;
}

TaskHandle_t xTaskCreateStatic(TaskFunction_t function, const char* name, uint32_t stack, void* argument,
                               UBaseType_t priority, StackType_t* stack_memory, StaticTask_t* memory) {
    oceanhil::present_task();
    constexpr const char* kFile = "freertos_tasks_c_additions.h";
    constexpr const char* kCreate = "xTaskCreateStaticPinnedToCore";
    kernel_asserts(stack_memory != nullptr, {299, kFile, kCreate, "xPortcheckValidStackMem(puxStackBuffer)"});
    kernel_asserts(memory != nullptr, {300, kFile, kCreate, "xPortCheckValidTCBMem(pxTaskBuffer)"});
    Block* const block = new (memory) Block;
    block->is_static = true;
    block->stack = stack_memory;
    block->stack_bytes = static_cast<uint32_t>(stack * sizeof(StackType_t));
    return start(block, function, name, argument, priority, nullptr) ? block : nullptr;
}

void vTaskDelete(TaskHandle_t task) {
    Block* const block = or_present(task);
    machine::Task* const ended = block->task;
    oceanhil::note_end(*block);
    oceanhil::held_mutexes::leave_to_nobody(*block);
    remove(*block);
    release(block);
    machine::task_end(ended);
}

void vTaskSuspend(TaskHandle_t task) { machine::task_suspend(or_present(task)->task); }

void vTaskResume(TaskHandle_t task) {
    kernel_asserts(task != nullptr, {2147, kTasksFile, "vTaskResume", "xTaskToResume"});
    resume(*task);
}

BaseType_t xTaskResumeFromISR(TaskHandle_t task) {
    kernel_asserts(task != nullptr, {2202, kTasksFile, "xTaskResumeFromISR", "xTaskToResume"});
    resume(*task);
    return pdFALSE;
}

UBaseType_t uxTaskPriorityGet(TaskHandle_t task) { return machine::task_priority(or_present(task)->task); }
UBaseType_t uxTaskPriorityGetFromISR(TaskHandle_t task) { return uxTaskPriorityGet(task); }
UBaseType_t uxTaskBasePriorityGet(TaskHandle_t task) { return or_present(task)->own_priority; }

void vTaskPrioritySet(TaskHandle_t task, UBaseType_t priority) {
    kernel_asserts(priority < configMAX_PRIORITIES,
                   {1792, kTasksFile, "vTaskPrioritySet", "uxNewPriority < ( 25 )"});
    Block* const block = or_present(task);
    const uint32_t own = block->own_priority;
    const uint32_t shown = machine::task_priority(block->task);
    block->own_priority = static_cast<uint32_t>(priority);
    // One that is inherited stays, unless this is higher.
    if (shown == own || block->own_priority > shown) {
        machine::task_set_priority(block->task, block->own_priority);
    }
}

char* pcTaskGetName(TaskHandle_t task) { return or_present(task)->name; }

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task) { return uxTaskGetStackHighWaterMark2(task); }

uint32_t uxTaskGetStackHighWaterMark2(TaskHandle_t task) {
    const Block* const block = or_present(task);
    const size_t used = machine::task_stack_used(block->task);
    const size_t left = used < block->stack_bytes ? block->stack_bytes - used : 0;
    return static_cast<uint32_t>(left / sizeof(StackType_t));
}

eTaskState eTaskGetState(TaskHandle_t task) {
    kernel_asserts(task != nullptr, {1632, kTasksFile, "eTaskGetState", "pxTCB"});
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
        oceanhil::refuse_to_wait_in_interrupt();
        machine::wait_us(ticks * kTickUs - machine::micros() % kTickUs);
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

#ifdef ESP32
BaseType_t xTaskAbortDelay(TaskHandle_t task) {
    const bool waits = machine::task_is_blocked(task->task) && !machine::task_is_suspended(task->task);
    // Said before, for it may run at once.
    task->is_aborted = task->is_aborted || (waits && task->awaited != nullptr);
    return machine::task_end_block(task->task) ? pdPASS : pdFAIL;
}
#endif

void vTaskSuspendAll(void) {
    ++suspended_depth;
    machine::tasks_hold();
}

BaseType_t xTaskResumeAll(void) {
    suspended_depth -= suspended_depth == 0 ? 0 : 1;
    machine::tasks_release();
    return pdFALSE;
}

BaseType_t xTaskGetSchedulerState(void) {
    return suspended_depth == 0 ? taskSCHEDULER_RUNNING : taskSCHEDULER_SUSPENDED;
}

void vTaskYield(void) {
    machine::micros();
    machine::task_yield();
}

TickType_t xTaskGetTickCount(void) { return static_cast<TickType_t>(machine::micros_for_program() / kTickUs); }
TickType_t xTaskGetTickCountFromISR(void) { return xTaskGetTickCount(); }
TaskHandle_t xTaskGetCurrentTaskHandle(void) { return oceanhil::present_task(); }

void vTaskSetTimeOutState(TimeOut_t* state) { *state = {0, xTaskGetTickCount()}; }

BaseType_t xTaskCheckForTimeOut(TimeOut_t* state, TickType_t* ticks) {
    if (*ticks == portMAX_DELAY) {
        return pdFALSE;
    }
    const TickType_t passed = xTaskGetTickCount() - state->xTimeOnEntering;
    if (passed >= *ticks) {
        *ticks = 0;
        return pdTRUE;
    }
    *ticks -= passed;
    vTaskSetTimeOutState(state);
    return pdFALSE;
}

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

UBaseType_t uxTaskGetSystemState(TaskStatus_t* statuses, UBaseType_t room, configRUN_TIME_COUNTER_TYPE* total) {
    oceanhil::present_task();
    if (total != nullptr) {
        *total = static_cast<configRUN_TIME_COUNTER_TYPE>(machine::micros());
    }
    if (room < count) {
        return 0;
    }
    UBaseType_t told = 0;
    for (Block* each = blocks; each != nullptr; each = each->next) {
        vTaskGetInfo(each, &statuses[told++], pdTRUE, eInvalid);
    }
    return told;
}

}  // extern "C"
