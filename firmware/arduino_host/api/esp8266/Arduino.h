/// What a sketch for the ESP8266 sees without including anything. Facts: cores/esp8266/Arduino.h of the core 3.x.
#ifndef Arduino_h
#define Arduino_h

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "binary.h"
#include "c_types.h"  // by esp8266_peri.h
#include "core_esp8266_features.h"
#include "flash_hal.h"
#include "oceanhil/constants.h"
#include "oceanhil/port_registers.h"
#include "pgmspace.h"
#include "stdlib_noniso.h"

#define HIGH 0x1
#define LOW 0x0

#define INPUT 0x00
#define OUTPUT 0x01
#define INPUT_PULLUP 0x02
#define OUTPUT_OPEN_DRAIN 0x03
#define INPUT_PULLDOWN_16 0x04
#define WAKEUP_PULLUP 0x05
#define WAKEUP_PULLDOWN 0x07
#define SPECIAL 0xF8
#define FUNCTION_0 0x08
#define FUNCTION_1 0x18
#define FUNCTION_2 0x28
#define FUNCTION_3 0x38
#define FUNCTION_4 0x48

#define LSBFIRST 0
#define MSBFIRST 1

#define RISING 0x01
#define FALLING 0x02
#define CHANGE 0x03

#define DEFAULT 1
#define EXTERNAL 0

// Pins 0 to 15, and the one that belongs to the clock.
#define _PORT_GPIO16 1
#define digitalPinToPort(pin) ((pin) == 16 ? _PORT_GPIO16 : 0)
#define digitalPinToBitMask(pin) ((pin) == 16 ? 1UL : 1UL << (pin))
#define portOutputRegister(port) oceanhil_port_levels((port) == _PORT_GPIO16 ? 16 : 0)
#define portInputRegister(port) oceanhil_port_inputs((port) == _PORT_GPIO16 ? 16 : 0)
#define portModeRegister(port) oceanhil_port_outputs((port) == _PORT_GPIO16 ? 16 : 0)

typedef uint16_t word;
typedef bool boolean;
typedef uint8_t byte;

#ifdef __cplusplus
extern "C" {
#endif

void setup(void);
void loop(void);
/// A sketch's own, before its constructors.
void preinit(void);
void yield(void);
void optimistic_yield(uint32_t interval_us);

void interrupts(void);
void noInterrupts(void);
void ets_intr_lock(void);
void ets_intr_unlock(void);

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
int analogRead(uint8_t pin);
void analogReference(uint8_t mode);
void analogWrite(uint8_t pin, int value);
void analogWriteMode(uint8_t pin, int value, bool openDrain);
void analogWriteFreq(uint32_t frequency);
void analogWriteResolution(int bits);
void analogWriteRange(uint32_t range);

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout);
unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout);
void shiftOut(uint8_t dataPin, uint8_t clockPin, uint8_t bitOrder, uint8_t value);
uint8_t shiftIn(uint8_t dataPin, uint8_t clockPin, uint8_t bitOrder);

void attachInterrupt(uint8_t pin, void (*function)(void), int mode);
void attachInterruptArg(uint8_t pin, void (*function)(void*), void* argument, int mode);
void detachInterrupt(uint8_t pin);

// Two timers of the chip: the first counts ticks of 80 MHz / 1, 16 or 256, 23 bits of them, the other cycles.
#define TIM_DIV1 0
#define TIM_DIV16 1
#define TIM_DIV256 3
#define TIM_EDGE 0
#define TIM_LEVEL 1
#define TIM_SINGLE 0
#define TIM_LOOP 1

typedef void (*timercallback)(void);

void timer1_isr_init(void);
void timer1_enable(uint8_t divider, uint8_t int_type, uint8_t reload);
void timer1_disable(void);
void timer1_attachInterrupt(timercallback userFunc);
void timer1_detachInterrupt(void);
/// Begins anew, with so many ticks.
void timer1_write(uint32_t ticks);
bool timer1_enabled(void);
bool timer1_interrupted(void);

void timer0_isr_init(void);
void timer0_attachInterrupt(timercallback userFunc);
void timer0_detachInterrupt(void);
/// Calls once, when the count of cycles has come to this.
void timer0_write(uint32_t count);
#define timer0_read() esp_get_cycle_count()
#define timer0_interrupted() (false)

#ifdef __cplusplus
}  // extern "C"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "oceanhil/mixed_numbers.h"

using std::abs;
using std::isinf;
using std::isnan;
using std::max;
using std::min;
using std::round;

#define _min(one, other)                  \
    ({                                    \
        decltype(one) one_ = (one);       \
        decltype(other) other_ = (other); \
        one_ < other_ ? one_ : other_;    \
    })
#define _max(one, other)                  \
    ({                                    \
        decltype(one) one_ = (one);       \
        decltype(other) other_ = (other); \
        one_ > other_ ? one_ : other_;    \
    })

uint16_t makeWord(uint16_t value);
uint16_t makeWord(byte high, byte low);
#define word(...) makeWord(__VA_ARGS__)

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout = 1000000L);
unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout = 1000000L);

void tone(uint8_t pin, unsigned int frequency, unsigned long duration = 0);
void tone(uint8_t pin, int frequency, unsigned long duration = 0);
void tone(uint8_t pin, double frequency, unsigned long duration = 0);
void noTone(uint8_t pin);

/// Of the chip's own generator, until `randomSeed` was called with other than 0.
long random(long howbig);
long random(long howsmall, long howbig);
void randomSeed(unsigned long seed);
long secureRandom(long howbig);
long secureRandom(long howsmall, long howbig);
long map(long value, long in_min, long in_max, long out_min, long out_max);

#include "WCharacter.h"
#include "WString.h"
// The order in which the core includes them.
#include "HardwareSerial.h"
#if __has_include("oceanhil/wall_clock.h")
#include "oceanhil/wall_clock.h"
#endif
#if __has_include("Esp.h")
#include "Esp.h"
#endif
#if __has_include("Updater.h")
#include "Updater.h"
#endif
#endif

#include "debug.h"
#include "esp8266_peri.h"
#include "mmu_iram.h"
#include "oceanhil/sketch_formats.h"
#include "pins_arduino.h"

#endif
