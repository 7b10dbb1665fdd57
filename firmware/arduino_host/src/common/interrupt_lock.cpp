#include <Arduino.h>

#include "machine.h"

extern "C" {

void interrupts() { machine::interrupts(true); }

void noInterrupts() { machine::interrupts(false); }

}  // extern "C"
