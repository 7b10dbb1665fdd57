/// A boot in a process that has run others: globals as they were before the first constructor, an empty stack.
///
/// What is it: a copy of the program's writable data, put back over it for each boot but the first; then constructors
/// run once more. That takes microseconds where a new process takes a fraction of a millisecond.
///
/// What it must not know: what a boot is about. It is not for builds that count or watch in globals of their own
/// (sanitizers, coverage), nor after a crash, which may have left anything anywhere: there a new process is made.
#ifndef OCEANHIL_MACHINE_REBIRTH_H
#define OCEANHIL_MACHINE_REBIRTH_H

namespace oceanhil::machine::rebirth {

/// Whether this program can do it on this system.
bool is_possible();
/// Keeps all globals as they are now.
void keep();
/// Puts them back as they were kept. Whoever calls must not come back into frames that know later values.
void put_back();
/// Runs the constructors of all globals, in their order.
void construct();

}  // namespace oceanhil::machine::rebirth

#endif
