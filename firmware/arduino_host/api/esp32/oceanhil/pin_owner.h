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

/// Whether the radio of an ESP32 has its second converter for itself: others read nothing from it.
bool has_radio_converter();
void set_radio_converter(bool is_on);

/// Whether a pad has a driver and resistors: the last six of an ESP32 have neither.
bool can_drive(uint8_t pin);
/// The program comes from the flash chip: whoever takes one of its lines reads nonsense from then on, until the
/// watchdog of the RTC ends that.
void keep_flash_lines(uint8_t pin);

/// Whether the service of interrupts of pins is there (`gpio_install_isr_service`), which the core shares.
bool has_pin_interrupts();
void set_pin_interrupts(bool is_there);

}  // namespace oceanhil

#endif
