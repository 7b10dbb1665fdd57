/// What the core's calls for pins tell pico-sdk's.
#ifndef OCEANHIL_BANK_PINS_H
#define OCEANHIL_BANK_PINS_H

#include <stdint.h>

namespace oceanhil {

/// `pinMode` has taken a pin for SIO, with its pulls.
void give_to_sio(uint8_t pin, bool up, bool down);

}  // namespace oceanhil

#endif
