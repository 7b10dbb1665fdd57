/// Resistors of the board itself, outside of the chip: what a pin shows while it is an input without a pull of its own.
#ifndef OCEANHIL_MACHINE_RESISTORS_H
#define OCEANHIL_MACHINE_RESISTORS_H

#include <stdint.h>

namespace oceanhil::machine {

/// The pin is pulled up on its board, such as one with a button to ground.
void pin_pulled_up(uint8_t pin);

}  // namespace oceanhil::machine

#endif
