/// Who holds the heap: for each block that is not given back, the calls in which it was allocated.
///
/// What is it: blocks are counted by holder, which is one way of calls to an allocation. Only what has changed since the
/// last look is told, so a program that gives back what it takes costs nothing at its polls.
#ifndef OCEANHIL_MACHINE_HOLDERS_H
#define OCEANHIL_MACHINE_HOLDERS_H

#include <stdint.h>

#include "host_memory.h"

namespace oceanhil::machine::holders {

/// Makes room, before the first boot; and forgets all, as a boot begins.
void prepare();
void begin();
/// A block was allocated, or given back: its place in the heap (a number), and how many bytes were wanted.
void taken(uint32_t place, uint32_t bytes);
void released(uint32_t place, uint32_t bytes);
/// Writes each holder that holds something else than it was told of the last time: its number, blocks, bytes, and how
/// many addresses follow, which is none when it was told before. All 32 bits, addresses 64.
void tell_changed(host::Vector<uint8_t>& out);

}  // namespace oceanhil::machine::holders

#endif
