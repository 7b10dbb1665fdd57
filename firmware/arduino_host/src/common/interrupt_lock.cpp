#include <Arduino.h>

#include "machine.h"

namespace machine = oceanhil::machine;

// The core of an RP2040 counts its locks.
#ifndef ARDUINO_ARCH_RP2040

extern "C" {

void interrupts() { machine::interrupts(true); }

void noInterrupts() { machine::interrupts(false); }

}  // extern "C"

#endif
