/// What pins of all cores have alike, beneath their own calls.
#ifndef OCEANHIL_PINS_H
#define OCEANHIL_PINS_H

#include <stdint.h>

#include <functional>

#include <machine/machine.h>

namespace oceanhil {

/// Calls a sketch's function at edges of a pin; an older one of that pin is forgotten.
void attach(uint8_t pin, std::function<void()> function, machine::Edge edge);
void detach(uint8_t pin);

/// How long the pin is at a level next, in µs of 32 bits; 0 if that is not over in time.
uint32_t pulse_us(uint8_t pin, bool level, uint32_t timeout_us);

/// A pulse of equal halves on a pin, without end if `duration_ms` is 0. Its pitch is nothing that a pin shows here.
void start_tone(uint8_t pin, uint32_t duration_ms);
void stop_tone(uint8_t pin);

}  // namespace oceanhil

#endif
