/// Which task runs next: FreeRTOS's choice among all that there are, on one core and on two. See tasks.h.
///
/// What it must not know: stacks, and how one is left for another. It looks at the tasks and changes none.
#ifndef OCEANHIL_MACHINE_TASK_CHOICE_H
#define OCEANHIL_MACHINE_TASK_CHOICE_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "stack_watch.h"
#include "tasks.h"

namespace oceanhil::machine {

constexpr uint32_t kAllCores = 3;

struct Task {
    bool is_used = false;
    bool is_suspended = false;
    bool is_blocked = false;
    // Whether it waits for somebody, not for time alone; and whether somebody came.
    bool is_listening = false;
    bool is_woken = false;
    // Whether it only rests between two turns of the program's loop.
    bool is_resting = false;
    uint32_t priority = 0;
    uint32_t affinity = kAllCores;
    uint64_t due_us = 0;
    uint64_t last_turn = 0;
    uint64_t since_us = 0;
    uint64_t busy_us = 0;
    uint64_t restless_since_us = 0;
    void (*run)(void*) = nullptr;
    void* context = nullptr;
    void* owner = nullptr;
    char name[kTaskNameBytes] = {};
    char* stack = nullptr;
    // What the sketch gave it, in bytes; of the program's own task what its core gives it.
    size_t given = 0;
    ucontext_t place = {};
    jmp_buf turn = {};
    // Of the function that left its stack for another.
    const void* frame = nullptr;
    bool has_begun = false;
    char exceptions[2 * sizeof(void*)] = {};
    stack_watch::Stack watched;
};

namespace task_choice {

constexpr size_t kTasks = 32;

/// The first is the program's own.
extern Task tasks[kTasks];
extern Task* present;
/// Behind the last place that a task of this boot has had: most programs have one or two of them, and whoever is to run is
/// looked for at each call that lets time pass.
extern Task* places_end;
extern uint32_t cores;

/// The two tasks that two cores run, of equals the one that waits longest, or first of all a favoured one.
struct Pair {
    Task* first = nullptr;
    Task* second = nullptr;
};

bool is_ready(const Task& task);
Pair best_pair(const Task* favoured);
/// Whoever is to run now; nullptr while nobody is ready.
Task* best();
/// Two cores: whoever has none any more goes, whoever has just become ready and is more urgent begins at once, and else
/// the two take turns. `is_over`: whether the present task's turn is.
Task* next_on_two_cores(bool is_over);
/// When the first of those that wait is due.
uint64_t earliest_due();
/// From when on a task that waits for time can take the running one's place in the midst of a computation: one that is
/// more urgent, or one of the other core, which runs beside it.
uint64_t takes_from_us(const Task& task);
/// The first that does.
Task* next_taker();

}  // namespace task_choice

}  // namespace oceanhil::machine

#endif
