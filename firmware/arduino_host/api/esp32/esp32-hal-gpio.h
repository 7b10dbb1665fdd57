/// Pins. Facts: cores/esp32/esp32-hal-gpio.h.
#ifndef OCEANHIL_ESP32_HAL_GPIO_H
#define OCEANHIL_ESP32_HAL_GPIO_H

#include <stdint.h>

#include "driver/gpio.h"
#include "pins_arduino.h"

#define LOW 0x0
#define HIGH 0x1

#define INPUT 0x01
#define OUTPUT 0x03
#define PULLUP 0x04
#define INPUT_PULLUP 0x05
#define PULLDOWN 0x08
#define INPUT_PULLDOWN 0x09
#define OPEN_DRAIN 0x10
#define OUTPUT_OPEN_DRAIN 0x13
#define ANALOG 0xC0

#define DISABLED 0x00
#define RISING 0x01
#define FALLING 0x02
#define CHANGE 0x03

#define digitalPinIsValid(pin) ((pin) < SOC_GPIO_PIN_COUNT)

#ifdef __cplusplus
extern "C" {
#endif

void pinMode(uint8_t pin, uint8_t mode);
/// Without effect on a pin that is no GPIO: before `pinMode`, and once it is one of LEDC or of the ADC.
void digitalWrite(uint8_t pin, uint8_t value);
/// `LOW` of a pin that is no GPIO.
int digitalRead(uint8_t pin);

void attachInterrupt(uint8_t pin, void (*function)(void), int mode);
void attachInterruptArg(uint8_t pin, void (*function)(void*), void* argument, int mode);
void detachInterrupt(uint8_t pin);

/// The lamp of three colours: here a pin that is high where it shines.
void rgbLedWrite(uint8_t pin, uint8_t red, uint8_t green, uint8_t blue);
#define neopixelWrite(pin, red, green, blue) rgbLedWrite(pin, red, green, blue)

#ifdef __cplusplus
}
#endif

#endif
