// Vector table and start-up of the RP2040.
#include <stdint.h>

#include "../bare/machine.h"
#include "registers.h"

extern "C" {
extern uint32_t __stack;
extern uint32_t __data_load, __data_start, __data_end, __bss_start, __bss_end;
[[noreturn]] void run();
[[noreturn]] void start_up();
}

namespace {

[[noreturn]] void hard_fault() {
    // A Pico prints nothing here. The reset makes the bench see a crash instead of silence.
    machine::reset(machine::Reset::watchdog);
}

/// An interrupt only has to wake the core: forbid all, who rests looks at the devices itself and allows them again.
void wake_up() { rp2040::word(rp2040::nvic_disable) = 0xFFFFFFFF; }

using Handler = void (*)();
constexpr size_t interrupts = 32;

struct VectorTable {
    uint32_t* stack;
    Handler reset;
    Handler exceptions[14];
    Handler interrupt[interrupts];
};

constexpr VectorTable filled() {
    VectorTable table = {&__stack, start_up, {}, {}};
    for (Handler& exception : table.exceptions) {
        exception = hard_fault;
    }
    for (Handler& interrupt : table.interrupt) {
        interrupt = wake_up;
    }
    return table;
}

__attribute__((section(".vectors"), used)) constexpr VectorTable vectors = filled();

}  // namespace

void start_up() {
    __asm__ volatile("cpsid i");
    const uint32_t* from = &__data_load;
    for (uint32_t* to = &__data_start; to < &__data_end; to++, from++) {
        *to = *from;
    }
    for (uint32_t* to = &__bss_start; to < &__bss_end; to++) {
        *to = 0;
    }
    run();
}
