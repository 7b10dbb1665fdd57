/// Tasks of a sketch: threads of control with stacks of their own, of which one runs at a time.
///
/// What is it: FreeRTOS's rules of who runs, in virtual time. The task that is ready and has the highest priority runs;
/// among equals the one that has waited longest. The program's own loop is a task, too, and there from the beginning.
///
/// Why coroutines (ucontext) and not threads: a boot is ended by a jump out of whatever runs, which no thread but the
/// first could do; a debugger steps through them as through one program; AddressSanitizer knows of swapcontext.
///
/// Which laws hold: a switch happens only in a call of the machine that lets time pass, or that blocks or wakes a task.
/// So does what timers call, on the stack of whoever runs then; there nobody is switched. Who runs depends on time and
/// calls alone: a run can be repeated.
#ifndef OCEANHIL_MACHINE_TASKS_H
#define OCEANHIL_MACHINE_TASKS_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

struct Task;

constexpr uint64_t kForever = UINT64_MAX;

/// Starts a task that calls `run(context)`; nullptr if there are too many. `stack` is what the sketch gives it on its
/// board, in bytes; here each has more.
Task* task_start(void (*run)(void*), void* context, uint32_t priority, size_t stack);
/// What a secured connection needs of the stack of the task that opens it, in bytes: in all, and below the calls that
/// lead there. `own` is what the program's own task has. Whoever gave a task less, or takes too much of it for variables,
/// has it overflow there. Where a family says nothing, none does.
void tasks_need_to_secure(size_t least, size_t least_left, size_t own);
/// Whether the present task has that, by the frames that this machine gives its calls.
bool task_can_secure();
/// The task that is running.
Task* task_present();
/// Whether it is the program's own, which is there from the beginning.
bool task_is_first(const Task* task);
/// Ends a task; the call does not return if it is the one that is running.
void task_end(Task* task);
/// Lets others run until somebody wakes this task or so much time has passed; gives whether it was woken.
bool task_block(uint64_t timeout_us);
/// Ends the block of a task; who has more priority than the one that runs begins at once.
void task_wake(Task* task);
/// Ends the block of a task as if its time were over; false if it waits for nothing, or is suspended.
bool task_end_block(Task* task);
/// Lets those with the same priority have their turn.
void task_yield();
uint32_t task_priority(const Task* task);
void task_set_priority(Task* task, uint32_t priority);
/// How many cores run tasks, 1 or 2: two that are ready run in turns, as urgent as the less urgent of them may be.
void tasks_share_cores(uint32_t cores);
/// On which cores a task may run, a bit each; 3 at first.
void task_set_affinity(Task* task, uint32_t cores);
uint32_t task_affinity(const Task* task);
/// The core of the task that runs.
uint32_t task_core();
/// For how long a task has run, without what it waited.
uint64_t task_busy_us(const Task* task);
/// Keeps a task from running, whatever it waits for, until it is resumed.
void task_suspend(Task* task);
void task_resume(Task* task);
bool task_is_suspended(const Task* task);
bool task_is_blocked(const Task* task);
/// Whatever the layer above wants to find again by the task; nullptr at first.
void task_set_owner(Task* task, void* owner);
void* task_owner(const Task* task);
/// While it is held nobody is switched, and no timer is served; nests.
void tasks_hold();
void tasks_release();
/// What a task is called in the text of a crash; nobody calls it anything at first.
void task_set_name(Task* task, const char* name);
/// As many bytes as the name of the present task may have, NUL behind what it has (configMAX_TASK_NAME_LEN of ESP-IDF).
constexpr size_t kTaskNameBytes = 16;
const char* task_name();
/// The most bytes of its stack that a task has used so far, as this machine needs them.
size_t task_stack_used(const Task* task);
/// Whether the call comes from what a timer or an interrupt serves.
bool is_serving();
/// Whether it comes from what hardware has interrupted the program for.
bool is_interrupted();
/// Whether interrupts wait: within one, or in a critical section of a core that says so (`interrupts_wait`).
bool do_interrupts_wait();
/// For how long a task has not waited for anything.
uint64_t task_restless_us(const Task* task);

}  // namespace oceanhil::machine

#endif
