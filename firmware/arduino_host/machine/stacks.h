/// The memory that tasks stand on, and how much of it they have used: it is painted before, and looked at afterwards.
///
/// What must it not know: who stands on which stack, and when. Which law holds: what is put back with the globals at the
/// next boot is where stacks are, not what is in them.
#ifndef OCEANHIL_MACHINE_STACKS_H
#define OCEANHIL_MACHINE_STACKS_H

#include <stddef.h>

namespace oceanhil::machine::stacks {

/// How large each is, whatever the sketch gives a task on its board.
constexpr size_t kBytes = 256 * 1024;

/// Makes room for so many, once in a process.
void prepare(size_t number);
/// Gives one of them, painted, as nobody has used it; whoever runs over its end meets a page that is nobody's.
char* fresh(size_t number);
/// The most bytes of one that have been used since.
size_t used(const char* stack);
/// Paints what lies below the caller on the stack of the program's own task, which ends there and is the process's.
void paint_own(char* end);
/// The most bytes of it that have been used since, as this machine needs them, up to 64 KB; 0 before.
size_t own_used();
const char* own_end();

}  // namespace oceanhil::machine::stacks

#endif
