/// What a program declares `thread_local`: each task has its own, as a task of FreeRTOS has on a board.
///
/// What is it: the program's block of such variables, of which there is one, for all tasks are one thread here. Whoever
/// goes keeps a copy of it, whoever comes has its own put there; a program without such variables has nothing to copy.
///
/// What it must not know: who comes when. Sanitizers keep things of their own in that block, so with them it stays one.
#ifndef OCEANHIL_MACHINE_TASK_VARIABLES_H
#define OCEANHIL_MACHINE_TASK_VARIABLES_H

#include <stddef.h>

namespace oceanhil::machine::task_variables {

/// Looks for the block, and makes room for copies of so many tasks, once in a process.
void prepare(size_t tasks);
/// Puts all variables back as the program begins with them: a boot begins.
void begin();
/// A task has its variables as the program begins with them.
void fresh(size_t task);
/// One task goes, another comes.
void change(size_t last, size_t next);

}  // namespace oceanhil::machine::task_variables

#endif
