#include <Arduino.h>

#include "machine.h"

namespace machine = oceanhil::machine;

extern "C" {

void interrupts() { machine::interrupts(true); }

void noInterrupts() { machine::interrupts(false); }

}  // extern "C"
