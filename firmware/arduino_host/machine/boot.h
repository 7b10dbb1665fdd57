/// What this boot began with, and how a program ends it.
#ifndef OCEANHIL_MACHINE_BOOT_H
#define OCEANHIL_MACHINE_BOOT_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

struct Keeper;
struct Task;

enum class Reset : uint8_t { power_on, pin, software, watchdog, brownout, deep_sleep };

/// Why the board started.
Reset reset_reason();

/// How the boot before this one has crashed, if it has.
enum class LastCrash : uint8_t { none, panic, task_watchdog, interrupt_watchdog, software_watchdog };

LastCrash last_crash();
/// The number of the exception that the boot before has crashed of, as its family counts; 0 also where it was none.
uint8_t last_exception();
/// The MAC as the fuses held it when the boot began; false where it could not be read.
bool boot_mac(uint8_t mac[6]);
/// Whether the world wants to know what becomes of a pin: most are those of a lamp, at which nobody looks.
bool is_watched_pin(uint8_t pin);
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
    stack_smashed,
    task_watchdog,
    interrupt_watchdog,
    software_watchdog,
    hardware_watchdog,
    panic,
    /// Of an RP2040, which prints nothing of it.
    hard_fault,
    /// A watchdog by which a program restarts itself: no crash at all.
    watchdog_restart
};

/// Crashes: the family's text for it is printed, and the board starts again as the family does then. `place`: what a
/// failed assertion says of itself, in four lines: its number, file, function and condition.
[[noreturn]] void crash(Crash kind, const char* place = "");
/// The same for a failed assertion: where it stands, and its condition as the compiler has it.
[[noreturn]] void crash_of_assertion(unsigned line, const char* file, const char* function, const char* condition);
/// The same, by what this task does or leaves: its calls are the place, and the text has its name. nullptr: it has
/// ended, and there is no place. `keeper`: another has what it waits for.
[[noreturn]] void crash_by(Crash kind, const Task* task, const char* name, const Keeper* keeper = nullptr);

/// The watchdog of the whole program: unless it is fed for so long, the board crashes like this. Whatever lets others
/// have their turn feeds it, where `is_fed_by_waits` says so; questions to the board do not count.
void watchdog_start(uint64_t timeout_us, Crash kind, bool is_fed_by_waits);
void watchdog_stop();
void watchdog_feed();
/// How long it still waits; 0 where it is off.
uint64_t watchdog_left_us();
/// Another watchdog is served by a timer, and so never by a program that hangs: `bites_us` tells when it ends such a
/// program; 0: never. It is asked of a program that hangs, not at each turn.
void watch_tasks(uint64_t (*bites_us)());

/// Interrupts wait from now on, and go on; nests.
void interrupts_wait();
void interrupts_go_on();
/// How long interrupts may wait at a time, before a watchdog bites; by default for ever.
void limit_waiting_interrupts(uint64_t limit_us);

/// What ends a program that does nothing more, and when; 0: nothing does.
struct Bite {
    uint64_t at_us = 0;
    Crash kind = Crash::hardware_watchdog;
};

Bite next_bite();

/// The RTC's user memory (ESP8266), in words of 4 bytes; false if it refuses.
bool rtc_read(uint32_t word, void* data, size_t bytes);
bool rtc_write(uint32_t word, const void* data, size_t bytes);

}  // namespace oceanhil::machine

#endif
