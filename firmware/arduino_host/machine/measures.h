/// What a program uses, told to the simulator at the same place of each request.
#ifndef OCEANHIL_MACHINE_MEASURES_H
#define OCEANHIL_MACHINE_MEASURES_H

namespace oceanhil::machine {

/// Notes heap, stack and the longest hold, and who holds what of the heap where that has changed.
void tell_measures();

}  // namespace oceanhil::machine

#endif
