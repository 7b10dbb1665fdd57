/// Tasks for the machine's own files: what time asks of them. See tasks.h.
#ifndef OCEANHIL_MACHINE_SCHEDULER_H
#define OCEANHIL_MACHINE_SCHEDULER_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine::scheduler {

/// Makes room for the stacks, which outlive boots, before the first of them.
void prepare();
/// Takes the stacks back: a boot begins, and nobody is on one. The program's own task has the stack that ends here.
void begin(char* stack_end);
/// Where the stack of the present task began; nullptr before the first task.
const char* stack_end();
/// Time has passed: whoever is due and has more priority runs, and after a tick also one with the same.
void tick();
/// Lets others run until `until_us`.
void wait_until(uint64_t until_us);
/// As `wait_until`, for whoever waits for nothing in particular: `end_rest` ends it, too.
void rest_until(uint64_t until_us);
/// Something has happened that the resting task may look for: it goes on now.
void end_rest();
/// From when on another task than the running one has its turn, as far as time alone decides.
uint64_t others_due_us();
/// Whether there is another task than the running one, whatever it waits for.
bool has_others();
/// From when on another task can take the running one's place in the midst of a computation, as far as time alone decides.
uint64_t taker_due_us();
/// Lets it, if it is due.
void let_take();
/// The running task goes on behind a wait in which nobody else had a turn.
void begin_next_turn();
/// The running task has waited until then in a call of the core's, such as for a connection: its idle task had turns.
void note_rest_until(uint64_t then_us);
/// Whether anybody can be switched now.
bool may_switch();

}  // namespace oceanhil::machine::scheduler

#endif
