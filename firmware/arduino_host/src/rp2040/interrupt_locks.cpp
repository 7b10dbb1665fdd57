// Interrupts off and on. Facts: pico-sdk's hardware/sync.h, cores/rp2040/wiring_private.cpp.
#include "interrupt_locks.h"

#include <Arduino.h>
#include <hardware/sync.h>
#include <machine.h>
#include <pico/platform.h>
#include <tasks.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kMostLocks = 15;

/// PRIMASK of a core, and what it was before each `noInterrupts` that is open there, the last in the lowest bit.
struct Core {
    bool is_masked = false;
    uint32_t masks = 0;
    uint32_t locks = 0;
};

Core cores[2];

Core& own_core() { return cores[machine::task_core()]; }

// Edges come to both cores here: whoever has them off lets the other wait, too.
void mask(Core& core, bool is_masked) {
    core.is_masked = is_masked;
    machine::interrupts(!cores[0].is_masked && !cores[1].is_masked);
}

}  // namespace

void oceanhil::forget_locks_of_second_core() {
    cores[1] = {};
    mask(cores[1], false);
}

extern "C" {

// Of PRIMASK: 1 where they are off.
uint32_t save_and_disable_interrupts(void) {
    Core& core = own_core();
    const bool was_masked = core.is_masked;
    mask(core, true);
    return was_masked ? 1 : 0;
}

void restore_interrupts(uint32_t status) { mask(own_core(), status != 0); }

void noInterrupts() {
    Core& core = own_core();
    if (core.locks == kMostLocks) {
        panic("IRQ stack overflow");
    }
    core.masks = core.masks << 1 | save_and_disable_interrupts();
    ++core.locks;
}

// Without a lock it opens nothing.
void interrupts() {
    Core& core = own_core();
    if (core.locks > 0) {
        const uint32_t before = core.masks & 1;
        core.masks >>= 1;
        --core.locks;
        restore_interrupts(before);
    }
}

}  // extern "C"
