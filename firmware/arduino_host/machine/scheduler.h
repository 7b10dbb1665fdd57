/// Tasks for the machine's own files: what time asks of them. See tasks.h.
#ifndef OCEANHIL_MACHINE_SCHEDULER_H
#define OCEANHIL_MACHINE_SCHEDULER_H

#include <stdint.h>

namespace machine::scheduler {

/// Makes room for the stacks, which outlive boots, before the first of them.
void prepare();
/// Takes the stacks back: a boot begins, and nobody is on one.
void begin();
/// Time has passed: whoever is due and has more priority runs, and after a tick also one with the same.
void tick();
/// Lets others run until `until_us`.
void wait_until(uint64_t until_us);
/// Whether anybody can be switched now.
bool may_switch();

}  // namespace machine::scheduler

#endif
