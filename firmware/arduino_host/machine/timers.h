/// What is due at a time: the timers of a boot. Only the machine's own files know this header.
#ifndef OCEANHIL_MACHINE_TIMERS_H
#define OCEANHIL_MACHINE_TIMERS_H

#include <stdint.h>

namespace oceanhil::machine::timers {

struct Timer {
    uint32_t number;
    uint64_t due_us;
    /// 0: once.
    uint64_t period_us;
    void (*serve)(void*);
    void* context;
};

/// Keeps it, under a number that it gives.
uint32_t start(const Timer& timer);
void stop(uint32_t number);
/// When the first of them is due; kForever where there is none.
uint64_t due_us();
/// Serves all that are due, unless one is being served.
void serve();

}  // namespace oceanhil::machine::timers

#endif
