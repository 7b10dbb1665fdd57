#include "tasks.h"

#include <setjmp.h>
#include <string.h>
#include <ucontext.h>

#include <algorithm>

#include "board_time.h"
#include "calls.h"
#include "scheduler.h"
#include "stack_watch.h"
#include "stacks.h"
#include "task_choice.h"
#include "task_variables.h"

// The C++ ABI's state of exceptions under way (Itanium C++ ABI, "Exception Handling", 2.2.2): each stack has its own.
extern "C" void* __cxa_get_globals();

namespace oceanhil::machine {

namespace {

// configTICK_RATE_HZ is 1000 in arduino-esp32.
constexpr uint64_t kTickUs = 1000;
constexpr uint32_t kLoopPriority = 1;

using task_choice::best;
using task_choice::best_pair;
using task_choice::cores;
using task_choice::is_ready;
using task_choice::kTasks;
using task_choice::places_end;
using task_choice::present;
using task_choice::tasks;

uint64_t turns = 0;
uint32_t holds = 0;
size_t least_to_secure = 0;
size_t least_left_to_secure = 0;
// What is started by constructors of globals waits for the program's own task, as on a chip for the scheduler.
bool is_loop_there = false;

void begin_block(uint64_t due_us, bool is_listening) {
    present->busy_us += present_us() - present->since_us;
    present->is_woken = false;
    present->is_listening = is_listening;
    present->is_resting = false;
    present->is_blocked = true;
    present->due_us = due_us;
}

void begin_turn(Task& task) {
    task.restless_since_us = task.is_blocked ? present_us() : task.restless_since_us;
    task.is_blocked = false;
    task.last_turn = ++turns;
    task.since_us = present_us();
    present = &task;
}

/// Leaves one stack and stands on another, until somebody comes back to the first.
///
/// A task begins by its context, which costs a call of the kernel for the mask of signals, and goes on by a jump, which
/// costs none, as the coroutines of QEMU do. AddressSanitizer takes a jump for the end of all that lies between.
void change_stacks(Task& last, Task& next) {
    last.frame = __builtin_frame_address(0);
#if defined(OCEANHIL_SANITIZED)
    swapcontext(&last.place, &next.place);
#else
    last.has_begun = true;
    if (_setjmp(last.turn) != 0) {
        return;
    }
    if (next.has_begun) {
        _longjmp(next.turn, 1);
    }
    setcontext(&next.place);
#endif
}

void switch_to(Task& next) {
    end_calm();
    Task& last = *present;
    last.busy_us += last.is_blocked ? 0 : present_us() - last.since_us;
    memcpy(last.exceptions, __cxa_get_globals(), sizeof(Task::exceptions));
    begin_turn(next);
    memcpy(__cxa_get_globals(), next.exceptions, sizeof(Task::exceptions));
    task_variables::change(static_cast<size_t>(&last - tasks), static_cast<size_t>(&next - tasks));
    stack_watch::leave(last.watched, next.watched);
    change_stacks(last, next);
    stack_watch::arrive(last.watched);
}

/// Runs whoever is to run, until that is the present task; lets time pass where nobody is ready.
void give_way() {
    for (;;) {
        Task* const next = best();
        if (next == present) {
            begin_turn(*next);
            return;
        }
        if (next != nullptr) {
            return switch_to(*next);
        }
        // Who has been suspended or ended runs no more.
        present->busy_us += present->is_blocked ? 0 : present_us() - present->since_us;
        pass_until(task_choice::earliest_due());
        present->since_us = present_us();
    }
}

void enter() {
    stack_watch::arrive(present->watched);
    present->run(present->context);
    task_end(present);
}

}  // namespace

Task* task_start(void (*run)(void*), void* context, uint32_t priority, size_t stack) {
    // The place of a task that has just ended itself is still stood on.
    Task* const free =
        std::find_if(tasks, tasks + kTasks, [](const Task& each) { return !each.is_used && &each != present; });
    if (free == tasks + kTasks) {
        return nullptr;
    }
    *free = Task();
    free->is_used = true;
    places_end = std::max(places_end, free + 1);
    free->priority = priority;
    free->last_turn = ++turns;
    free->run = run;
    free->context = context;
    free->given = stack;
    free->restless_since_us = present_us();
    free->stack = stacks::fresh(static_cast<size_t>(free - tasks));
    task_variables::fresh(static_cast<size_t>(free - tasks));
    getcontext(&free->place);
    free->watched = {free->stack, stacks::kBytes};
    free->place.uc_stack.ss_sp = free->stack;
    free->place.uc_stack.ss_size = stacks::kBytes;
    free->place.uc_link = nullptr;
    makecontext(&free->place, enter, 0);
    end_calm();
    scheduler::tick();
    return free;
}

void task_set_name(Task* task, const char* name) {
    const size_t size = strnlen(name, kTaskNameBytes - 1);
    memcpy(task->name, name, size);
    task->name[size] = '\0';
}

const char* task_name() { return present->name; }

void tasks_need_to_secure(size_t least, size_t least_left, size_t own) {
    least_to_secure = least;
    least_left_to_secure = least_left;
    tasks[0].given = own;
}

__attribute__((noinline)) bool task_can_secure() {
    const char* const here = static_cast<const char*>(__builtin_frame_address(0));
    const size_t taken = stack_watch::kAreFramesWidened ? 0 : static_cast<size_t>(scheduler::stack_end() - here);
    const bool is_enough = present->given >= least_to_secure && present->given >= least_left_to_secure + taken;
    return least_to_secure == 0 || is_enough;
}

Task* task_present() { return present; }

bool task_is_first(const Task* task) { return task == tasks; }

void task_end(Task* task) {
    task->is_used = false;
    if (task == present) {
        holds = 0;
        give_way();
    }
}

bool task_block(uint64_t timeout_us) {
    if (!scheduler::may_switch()) {
        return false;
    }
    Task& self = *present;
    const uint64_t now_us = present_us();
    begin_block(timeout_us >= kForever - now_us ? kForever : now_us + timeout_us, true);
    give_way();
    return self.is_woken;
}

void task_wake(Task* task) {
    task->is_woken = task->is_woken || (task->is_blocked && task->is_listening);
    end_calm();
    scheduler::tick();
}

bool task_end_block(Task* task) {
    if (is_ready(*task) || task->is_suspended || task->is_resting) {
        return false;
    }
    task->due_us = present_us();
    end_calm();
    scheduler::tick();
    return true;
}

void task_yield() {
    if (scheduler::may_switch()) {
        present->last_turn = ++turns;
        give_way();
    }
}

uint32_t task_priority(const Task* task) { return task->priority; }

void task_set_priority(Task* task, uint32_t priority) {
    task->priority = priority;
    scheduler::tick();
}

void task_suspend(Task* task) {
    task->is_suspended = true;
    if (task == present && scheduler::may_switch()) {
        give_way();
    }
}

void task_resume(Task* task) {
    task->is_suspended = false;
    end_calm();
    scheduler::tick();
}

void tasks_share_cores(uint32_t wanted) { cores = wanted; }

void task_set_affinity(Task* task, uint32_t wanted) {
    task->affinity = wanted & kAllCores;
    scheduler::tick();
}

uint32_t task_affinity(const Task* task) { return task->affinity; }

uint32_t task_core() {
    if (present->affinity != kAllCores) {
        return present->affinity == 1 ? 0 : 1;
    }
    const task_choice::Pair pair = best_pair(present);
    const Task* const other = pair.first == present ? pair.second : pair.first;
    return cores > 1 && other != nullptr && other->affinity == 1 ? 1 : 0;
}

uint64_t task_busy_us(const Task* task) {
    const bool is_running = task == present && !task->is_blocked;
    return task->busy_us + (is_running ? present_us() - task->since_us : 0);
}

uint64_t task_restless_us(const Task* task) {
    if (!is_ready(*task)) {
        return 0;
    }
    const uint64_t since_us = task->is_blocked ? std::min(task->due_us, present_us()) : task->restless_since_us;
    return present_us() - since_us;
}

Calls task_calls(const Task* task) {
    const char* const end = task->stack == nullptr ? stacks::own_end() : task->stack + stacks::kBytes;
    return task == present ? calls_here() : calls_from(task->frame, end);
}

bool task_is_suspended(const Task* task) { return task->is_suspended; }

bool task_is_blocked(const Task* task) { return !is_ready(*task); }

void task_set_owner(Task* task, void* owner) { task->owner = owner; }

void* task_owner(const Task* task) { return task->owner; }

void tasks_hold() { ++holds; }

void tasks_release() {
    holds -= holds == 0 ? 0 : 1;
    scheduler::tick();
}

size_t task_stack_used(const Task* task) { return task->stack == nullptr ? 0 : stacks::used(task->stack); }

namespace scheduler {

void prepare() {
    stacks::prepare(kTasks);
    task_variables::prepare(kTasks);
}

void begin(char* stack_end) {
    tasks[0].is_used = true;
    tasks[0].priority = kLoopPriority;
    present = &tasks[0];
    is_loop_there = true;
    stacks::paint_own(stack_end);
}

const char* stack_end() { return present->stack == nullptr ? stacks::own_end() : present->stack + stacks::kBytes; }

void tick() {
    if (!scheduler::may_switch()) {
        return;
    }
    const bool is_over = present_us() - present->since_us >= kTickUs;
    if (is_over) {
        // Whoever began before it did and waits since has waited longer.
        present->last_turn = ++turns;
    }
    Task* const next = cores > 1 ? task_choice::next_on_two_cores(is_over) : best();
    if (next == nullptr || next == present) {
        return;
    }
    if (cores > 1 || next->priority > present->priority || (is_over && next->priority == present->priority)) {
        present->last_turn = ++turns;
        switch_to(*next);
    }
}

void wait_until(uint64_t until_us) {
    begin_block(until_us, false);
    give_way();
}

void rest_until(uint64_t until_us) {
    begin_block(until_us, false);
    present->is_resting = true;
    give_way();
    present->is_resting = false;
}

// Nobody but the program's own task has turns of the loop.
void end_rest() { tasks[0].is_woken = tasks[0].is_woken || tasks[0].is_resting; }

uint64_t others_due_us() {
    uint64_t due_us = kForever;
    for (const Task* each = tasks; each != places_end; ++each) {
        if (each == present || !each->is_used || each->is_suspended) {
            continue;
        }
        due_us = std::min(due_us, each->is_blocked && !each->is_woken ? each->due_us : 0);
    }
    return due_us;
}

bool has_others() {
    return std::any_of(tasks, places_end, [](const Task& each) { return &each != present && each.is_used; });
}

uint64_t taker_due_us() {
    const Task* const taker = task_choice::next_taker();
    return taker == nullptr ? kForever : task_choice::takes_from_us(*taker);
}

void let_take() {
    Task* const taker = task_choice::next_taker();
    if (!may_switch() || taker == nullptr || !is_ready(*taker)) {
        return tick();
    }
    const task_choice::Pair pair = best_pair(present);
    if (cores == 1 || taker == pair.first || taker == pair.second) {
        present->last_turn = ++turns;
        switch_to(*taker);
    }
}

void begin_next_turn() {
    present->restless_since_us = present_us();
    begin_turn(*present);
}

void note_rest_until(uint64_t then_us) { present->restless_since_us = then_us; }

bool may_switch() { return is_loop_there && holds == 0 && !is_serving(); }

}  // namespace scheduler

}  // namespace oceanhil::machine
