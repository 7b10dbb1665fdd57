/// Who has the interrupts of an RP2040's cores off.
#ifndef OCEANHIL_INTERRUPT_LOCKS_H
#define OCEANHIL_INTERRUPT_LOCKS_H

namespace oceanhil {

/// The second core begins anew: whatever it had locked is open.
void forget_locks_of_second_core();

}  // namespace oceanhil

#endif
