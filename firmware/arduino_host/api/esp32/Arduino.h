/// What a sketch for the ESP32 sees without including anything. Facts: cores/esp32/Arduino.h of arduino-esp32 3.x.
#ifndef Arduino_h
#define Arduino_h

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "binary.h"
#include "esp_arduino_version.h"
#include "oceanhil/constants.h"
#include "oceanhil/port_registers.h"
#if __has_include("freertos/FreeRTOS.h")
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#endif
#include "esp32-hal.h"
#include "esp8266-compat.h"
#include "stdlib_noniso.h"

#define LSBFIRST 0
#define MSBFIRST 1

#define DEFAULT 1
#define EXTERNAL 0

#ifndef __STRINGIFY
#define __STRINGIFY(text) #text
#endif

#define _min(one, other) ((one) < (other) ? (one) : (other))
#define _max(one, other) ((one) > (other) ? (one) : (other))
#define _abs(value) ((value) > 0 ? (value) : -(value))
#define _round(value) ((value) >= 0 ? (long)((value) + 0.5) : (long)((value)-0.5))

#define sei() interrupts()
#define cli() noInterrupts()
#define analogInPinToBit(pin) (pin)

// Pins 0 to 31, and those above.
#define digitalPinToPort(pin) ((pin) > 31 ? 1 : 0)
#define digitalPinToBitMask(pin) (1UL << ((pin) > 31 ? (pin) - 32 : (pin)))
#define portOutputRegister(port) oceanhil_port_levels((port) ? 32 : 0)
#define portInputRegister(port) oceanhil_port_inputs((port) ? 32 : 0)
#define portModeRegister(port) oceanhil_port_outputs((port) ? 32 : 0)

typedef bool boolean;
typedef uint8_t byte;
typedef unsigned int word;

#ifdef __cplusplus
extern "C" {
#endif

void interrupts(void);
void noInterrupts(void);

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout);
unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout);
uint8_t shiftIn(uint8_t dataPin, uint8_t clockPin, uint8_t bitOrder);
void shiftOut(uint8_t dataPin, uint8_t clockPin, uint8_t bitOrder, uint8_t value);

#ifdef __cplusplus
}  // extern "C"

#include <algorithm>
#include <cmath>
#include <math.h>

#include "oceanhil/mixed_numbers.h"

void setup(void);
void loop(void);

/// Of the chip's own generator, until `randomSeed` was called with other than 0.
long random(long howbig);
long random(long howsmall, long howbig);
void randomSeed(unsigned long seed);
void useRealRandomGenerator(bool useRandomHW);
/// -1 where `in_min` is `in_max`.
long map(long value, long in_min, long in_max, long out_min, long out_max);

#include "WCharacter.h"
#include "WString.h"
// The order in which the core includes them.
#include "Client.h"
#include "HardwareSerial.h"
#include "IPAddress.h"
#include "Print.h"
#include "Printable.h"
#include "Server.h"
#include "Stream.h"
#include "Udp.h"
#if __has_include("oceanhil/wall_clock.h")
#include "oceanhil/wall_clock.h"
#endif
#if __has_include("Esp.h")
#include "Esp.h"
#endif

using std::abs;
using std::isinf;
using std::isnan;
using std::max;
using std::min;
using std::round;

uint16_t makeWord(uint16_t value);
uint16_t makeWord(uint8_t high, uint8_t low);
#define word(...) makeWord(__VA_ARGS__)

// How large the stack of the sketch's task is; here it is large enough for any.
size_t getArduinoLoopTaskStackSize(void);
#define SET_LOOP_TASK_STACK_SIZE(size) \
    size_t getArduinoLoopTaskStackSize() { return size; }

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout = 1000000L);
unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout = 1000000L);

void tone(uint8_t pin, unsigned int frequency, unsigned long duration = 0);
void noTone(uint8_t pin);
#endif

#include "oceanhil/sketch_formats.h"
#include "pins_arduino.h"

#endif
