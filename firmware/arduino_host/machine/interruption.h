/// How a program is interrupted that makes no call: it looks at a variable, again and again, which an interrupt, a timer
/// or another task sets. On a board those come between any two instructions.
///
/// Which laws hold: only what is compiled of the sketch and its libraries is interrupted, never the machine or the API
/// below it, which would not be ready for what is called then. It goes on as if nothing had been.
///
/// What it must not know: how a program is told of that hangs.
#ifndef OCEANHIL_MACHINE_INTERRUPTION_H
#define OCEANHIL_MACHINE_INTERRUPTION_H

#include <stdint.h>

namespace oceanhil::machine::interruption {

/// From a handler of signals, with what it is told of the processor: has the program interrupted as soon as the handler
/// returns, or at its next call, if anybody could end what it waits for. False: nobody can.
bool begin(void* context);
/// The program has gone on by itself.
void end();
/// Whether it has made no call that lets time pass since this was last asked or it was last interrupted.
bool is_where_it_was();
/// Has a handler of signals look at the program each second of the processor's time; more often once it was
/// interrupted.
void look_each_second();

}  // namespace oceanhil::machine::interruption

#endif
