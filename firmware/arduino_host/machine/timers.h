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
    /// Whether hardware interrupts the program for it.
    bool is_interrupt = false;
    /// The last look in which it was served.
    uint32_t look = 0;
};

/// Keeps it, under a number that it gives.
uint32_t start(const Timer& timer);
void stop(uint32_t number);
/// When the first of them is due; kForever where there is none.
uint64_t due_us();
/// The same of those for which hardware interrupts the program.
uint64_t interrupt_due_us();
/// Serves all that are due, unless one is being served. Once time has passed meanwhile, each of them has one turn, and
/// nobody who has become due since: whoever waits would else never go on behind one that takes longer than its period.
void serve();
/// The same of those for which hardware interrupts the program.
void serve_interrupts();

}  // namespace oceanhil::machine::timers

#endif
