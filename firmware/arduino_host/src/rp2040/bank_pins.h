/// What the core's calls for pins tell pico-sdk's.
#ifndef OCEANHIL_BANK_PINS_H
#define OCEANHIL_BANK_PINS_H

#include <stdint.h>

namespace oceanhil {

/// `pinMode` has taken a pin for SIO, with its pulls.
void give_to_sio(uint8_t pin, bool up, bool down);

/// `analogWrite` has taken it for a slice of pulses: SIO's level and direction wait for `take_back_for_sio`.
void give_to_pulses(uint8_t pin);

/// `digitalWrite` takes it back, if it is not SIO's, as an output or an input as it was.
void take_back_for_sio(uint8_t pin);

}  // namespace oceanhil

#endif
