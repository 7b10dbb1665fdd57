/// What this boot began with, and how a program ends it.
#ifndef OCEANHIL_MACHINE_BOOT_H
#define OCEANHIL_MACHINE_BOOT_H

#include <stdint.h>

namespace machine {

enum class Reset : uint8_t { power_on, pin, software, watchdog, brownout, deep_sleep };

/// Why the board started.
Reset reset_reason();
/// Boots since the simulation began, from 1.
uint32_t boot_number();
/// Starts the board again by software.
[[noreturn]] void restart();
/// Sends the board to sleep: it starts again after so long.
[[noreturn]] void deep_sleep(uint64_t duration_us);
/// What a program can crash of by its own doing, beside what its processor finds.
enum class Crash : uint8_t {
    abort,
    assert_failed,
    out_of_memory,
    heap_corrupt,
    stack_overflow,
    task_watchdog,
    interrupt_watchdog,
    software_watchdog,
    hardware_watchdog,
    panic
};

/// Crashes: the family's text for it is printed, and the board starts again as the family does then.
[[noreturn]] void crash(Crash kind);

}  // namespace machine

#endif
