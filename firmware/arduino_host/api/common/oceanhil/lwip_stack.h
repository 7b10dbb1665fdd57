/// The task of a sketch's lwIP: what has arrived, what is due and what was asked for is told from there.
#ifndef OCEANHIL_LWIP_STACK_H
#define OCEANHIL_LWIP_STACK_H

#include <stdint.h>

namespace oceanhil::lwip {

/// Whoever has something to do in the task; it is asked until it has nothing.
struct Worker {
    /// Does what is due at `now_us`, and gives when something will be, `machine::kForever` if nothing.
    uint64_t (*work)(uint64_t now_us);
    Worker* next;
};

/// Has a worker asked from now on, and the task running; once is enough.
void enlist(Worker& worker);
/// Has all workers asked soon.
void rouse();

}  // namespace oceanhil::lwip

#endif
