/// What a sketch for the Raspberry Pi Pico W sees without including anything. Facts: cores/rp2040/Arduino.h of
/// arduino-pico.
#ifndef OCEANHIL_ARDUINO_H
#define OCEANHIL_ARDUINO_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef F_CPU
#define F_CPU 125000000L
#endif

#include "RP2040Version.h"
#include "api/ArduinoAPI.h"
#include "pgmspace.h"
#include "pins_arduino.h"
#include "stdlib_noniso.h"

#ifdef __cplusplus
#include <algorithm>
#include <cmath>
#include <math.h>

using std::abs;
using std::round;

extern "C" {
#endif

void interrupts(void);
void noInterrupts(void);

void analogReadResolution(int bits);
void analogWriteFreq(uint32_t frequency);
void analogWriteRange(uint32_t range);
void analogWriteResolution(int bits);

#ifdef __cplusplus
/// Degrees Celsius.
float analogReadTemp(float vref = 3.3f);
}  // extern "C"
#endif

// By the pin's bit, as the core's registers give it.
#define digitalWriteFast(pin, val) digitalWrite(pin, (val) ? HIGH : LOW)
#define digitalReadFast(pin) (digitalRead(pin) == HIGH ? 1 << (pin) : 0)
#define digitalPinToPort(pin) (0)
#define digitalPinToBitMask(pin) (1UL << (pin))
#define portOutputRegister(port) oceanhil_port_levels(0)
#define portInputRegister(port) oceanhil_port_inputs(0)
#define portModeRegister(port) oceanhil_port_outputs(0)
#define digitalPinToInterrupt(pin) (pin)
#define sei() interrupts()
#define cli() noInterrupts()

#define HAVE_HWSERIAL0
#define HAVE_HWSERIAL1
#define HAVE_HWSERIAL2

#define FPSTR (const char*)
#define DEBUGV(...) \
    do {            \
    } while (0)

#define NOPIN ((pin_size_t)0xff)

#ifdef __cplusplus
extern const String emptyString;

/// Bytes by the C library's `printf`, which a Pico W has nowhere.
void hexdump(const void* mem, uint32_t len, uint8_t cols = 16) __attribute__((weak));

/// The second core's own `setup` and `loop`, if a sketch has them.
void setup1() __attribute__((weak));
void loop1() __attribute__((weak));

// The order in which the core includes them.
#include "SerialUART.h"
#include "SerialUSB.h"
#if __has_include("oceanhil/wall_clock.h")
#include "oceanhil/wall_clock.h"
#endif
#if __has_include("RP2040Support.h")
#include "RP2040Support.h"
#endif
#if __has_include("Bootsel.h")
#include "Bootsel.h"
#endif

using namespace arduino;
#endif

#include "oceanhil/sketch_formats.h"

#endif
