/// Which part of the chip a pin belongs to: the core takes it from the one when the other asks for it.
/// Facts: cores/esp32/esp32-hal-periman.c.
#ifndef OCEANHIL_PIN_OWNER_H
#define OCEANHIL_PIN_OWNER_H

#include <stdint.h>

namespace oceanhil {

constexpr unsigned kOwnedPins = 64;

enum class PinOwner : uint8_t { nobody, gpio, adc, ledc, rmt };

PinOwner owner_of(uint8_t pin);
void set_owner(uint8_t pin, PinOwner owner);

}  // namespace oceanhil

#endif
