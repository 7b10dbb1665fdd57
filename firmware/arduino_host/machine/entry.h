/// The sketch's own two functions. Cores differ in whether they have C linkage, so each declares and calls its own.
#ifndef OCEANHIL_MACHINE_ENTRY_H
#define OCEANHIL_MACHINE_ENTRY_H

namespace oceanhil::machine {

/// Runs the sketch's `setup`. Served by src/CORE/entry.cpp.
void set_up();
/// Runs the sketch's `loop` once, and what its core does between two of them.
void turn();

}  // namespace oceanhil::machine

#endif
