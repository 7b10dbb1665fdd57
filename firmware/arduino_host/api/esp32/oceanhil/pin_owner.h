/// Which part of the chip a pin belongs to: the core takes it from the one when the other asks for it.
/// Facts: cores/esp32/esp32-hal-periman.c.
#ifndef OCEANHIL_PIN_OWNER_H
#define OCEANHIL_PIN_OWNER_H

#include <stdint.h>

namespace oceanhil {

constexpr unsigned kOwnedPins = 64;

enum class PinOwner : uint8_t { nobody, gpio, adc, adc_continuous, ledc, rmt };

PinOwner owner_of(uint8_t pin);
void set_owner(uint8_t pin, PinOwner owner);

/// Whether the first converter is busy with `analogContinuous`: others read nothing from it.
bool is_converting();
void set_converting(bool is_on);

/// Whether the service of interrupts of pins is there (`gpio_install_isr_service`), which the core shares.
bool has_pin_interrupts();
void set_pin_interrupts(bool is_there);

}  // namespace oceanhil

#endif
