/// Time inside a sketch's process: how far it has come, and what is due. Only the machine's own files know this header.
#ifndef OCEANHIL_MACHINE_BOARD_TIME_H
#define OCEANHIL_MACHINE_BOARD_TIME_H

#include <stdint.h>

#include "calls.h"

namespace oceanhil::machine {

/// The time, without any passing.
uint64_t present_us();
/// Lets time pass to then or to the next timer, whichever comes first, and serves timers; nobody is switched.
void pass_until(uint64_t then_us);
/// Lets time pass in the midst of a computation, and whoever is due then have a turn.
void pass_shortly(uint64_t then_us);
/// When somebody whom `pass_shortly` lets have a turn is due next.
uint64_t next_due_us();
/// When a watchdog bites because interrupts wait (boot.h); kForever: never.
uint64_t interrupts_bite_us();
void bite_if_interrupts_wait();
/// Serves those for which hardware interrupts the program, if they are due, and lets whoever they woke run.
void serve_at_once();
/// Whether time passes in which nobody has a turn, because only rests give one.
bool is_spinning();
/// Something may be due sooner than it was: who lets time pass looks again.
void end_calm();
/// Asks the simulator before any more time passes, where what was noted may make the world do something.
void be_seen();
/// Asks the simulator if this is the horizon: then all that happens at this very moment has happened.
void settle();
/// Whether this is before the horizon: nothing that the simulator last said has changed by itself.
bool is_settled();
/// Lets time pass for which the core itself waits, and nobody has a turn, if all of it is before the horizon.
bool pass_by_itself(uint64_t duration_us);
/// Crashes if the watchdog has bitten while the core itself waited.
void bite_if_due();
/// The program has done something in this turn of its loop of which the simulator is told nothing.
void be_busy();
/// The program was given what has arrived: who reads it byte by byte looks at the time for each, and does not wait.
void be_given();
/// Something was sent, as a note: something can come of it before the horizon that was told.
void expect_echo();
/// One turn of the program's loop has ended; turns that do nothing let time go in larger steps.
void end_turn();

/// The longest time of this boot in which the program let nobody else have a turn, what the board itself waited for left
/// out; and where it was when that grew longer than half a second.
uint64_t longest_hold_us();
const Calls& longest_hold_calls();

/// Ends the boot where it stands, with all that is on its stack, and serves the next one.
[[noreturn]] void end_boot();

}  // namespace oceanhil::machine

#endif
