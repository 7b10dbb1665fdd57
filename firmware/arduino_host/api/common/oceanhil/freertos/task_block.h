/// What FreeRTOS on the host keeps of a task, and how its objects let tasks wait.
#pragma once

#include <machine/machine.h>
#include <machine/tasks.h>
#include <stdint.h>

#include "oceanhil/freertos/task.h"

namespace oceanhil::machine {
struct Keeper;
}

struct tskTaskControlBlock {
    oceanhil::machine::Task* task = nullptr;
    char name[configMAX_TASK_NAME_LEN] = {};
    TaskFunction_t function = nullptr;
    void* argument = nullptr;
    /// What it has of the heap, or of the sketch.
    void* stack = nullptr;
    uint32_t stack_bytes = 0;
    bool is_static = false;
    uint32_t number = 0;
    uint32_t notified[configTASK_NOTIFICATION_ARRAY_ENTRIES] = {};
    bool is_notified[configTASK_NOTIFICATION_ARRAY_ENTRIES] = {};
    void* local = nullptr;
    /// What threads of POSIX keep by it, and what frees that with the task.
    void* keyed = nullptr;
    void (*drop_keyed)(void*) = nullptr;
    BaseType_t core = static_cast<BaseType_t>(tskNO_AFFINITY);
    /// The priority that it has without what it inherits.
    uint32_t own_priority = 0;
    /// How many mutexes it has taken and not given.
    uint32_t mutexes_held = 0;
    /// What it waits for, nullptr: nothing that could be signalled; and which wait of all that is.
    const void* awaited = nullptr;
    uint32_t wait_number = 0;
    /// What it waits for in particular, where whoever signals has to know, and then what it was given.
    uint32_t wish = 0;
    bool wishes_all = false;
    bool takes_wish = false;
    bool is_wish_met = false;
    /// Whether somebody has ended that wait before its time.
    bool is_aborted = false;
    tskTaskControlBlock* next = nullptr;
};

namespace oceanhil {

/// What a core does when FreeRTOS is first asked for something: it had been there from the beginning.
void begin_kernel();
/// What a core keeps of a task that ends, whose block is gone then.
void note_end(const tskTaskControlBlock& block);
/// Makes the present task known by a name, if it is not.
void adopt_task(machine::Task* task, const char* name, uint32_t stack_bytes);
/// The block of the task that runs.
tskTaskControlBlock* present_task();
/// The block that a handle means: without one that of the task that runs.
inline tskTaskControlBlock* or_present(tskTaskControlBlock* task) { return task == nullptr ? present_task() : task; }
/// From now on the present task waits for an object.
void begin_wait(tskTaskControlBlock& self, const void* object);
/// The first of all blocks.
const tskTaskControlBlock* first_block();
/// What becomes of an interrupt that waits is the port's.
void refuse_to_wait_in_interrupt();
/// Wakes all who wait for an object: each looks again whether it is served.
void signal_waiters(const void* object);
/// Wakes who has waited longest of the most urgent of them, and waits no more then.
void signal_first_waiter(const void* object);
/// Wakes those of them of whom `is_served(each)` is true, which is asked of each once.
void signal_served_waiters(const void* object, bool (*is_served)(tskTaskControlBlock& each, void* context),
                           void* context);
/// Who holds the mutex that a task waits for, if it waits for one and that is known; gone with the next such question.
const machine::Keeper* keeper_of_awaited(const tskTaskControlBlock& task);
/// The priority of the most urgent of them; 0 if there is none.
uint32_t most_urgent_waiter(const void* object);

/// Waits until `is_served()` is true, and gives whether it is before so many ticks have passed.
template <typename IsServed>
bool wait_for(const void* object, TickType_t ticks, IsServed is_served) {
    // Patience ends with a tick, as any wait does.
    constexpr uint64_t kTickUs = 1000;
    const uint64_t begun_us = machine::micros();
    const uint64_t patience_us =
        ticks == portMAX_DELAY ? machine::kForever : ticks == 0 ? 0 : kTickUs * ticks - begun_us % kTickUs;
    while (!is_served()) {
        const uint64_t passed_us = machine::micros() - begun_us;
        if (passed_us >= patience_us) {
            return false;
        }
        refuse_to_wait_in_interrupt();
        if (machine::is_serving()) {
            return false;
        }
        tskTaskControlBlock* const self = present_task();
        begin_wait(*self, object);
        machine::task_block(patience_us == machine::kForever ? patience_us : patience_us - passed_us);
        self->awaited = nullptr;
        if (self->is_aborted) {
            return is_served();
        }
    }
    return true;
}

}  // namespace oceanhil
