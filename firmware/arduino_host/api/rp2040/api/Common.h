/// Numbers, types and calls that sketches of arduino-pico see. Facts: api/Common.h of its branch of ArduinoCore-API.
#ifndef OCEANHIL_API_COMMON_H
#define OCEANHIL_API_COMMON_H

#include <stdbool.h>
#include <stdint.h>

#include "oceanhil/constants.h"
#include "oceanhil/port_registers.h"

#ifdef __cplusplus
extern "C" {
#endif

void yield(void);

typedef enum { LOW = 0, HIGH = 1, CHANGE = 2, FALLING = 3, RISING = 4 } PinStatus;

typedef enum {
    INPUT = 0x0,
    OUTPUT = 0x1,
    INPUT_PULLUP = 0x2,
    INPUT_PULLDOWN = 0x3,
    OUTPUT_OPENDRAIN = 0x4,
    OUTPUT_2MA = 0x5,
    OUTPUT_4MA = 0x6,
    OUTPUT_8MA = 0x7,
    OUTPUT_12MA = 0x8,
} PinMode;

typedef enum { LSBFIRST = 0, MSBFIRST = 1 } BitOrder;

typedef bool boolean;
typedef uint8_t byte;
typedef uint16_t word;
typedef uint8_t pin_size_t;
typedef void (*voidFuncPtr)(void);
typedef void (*voidFuncPtrParam)(void*);

void setup(void);
void loop(void);

void pinMode(pin_size_t pin, PinMode mode);
void digitalWrite(pin_size_t pin, PinStatus status);
PinStatus digitalRead(pin_size_t pin);
int analogRead(pin_size_t pin);
void analogWrite(pin_size_t pin, int value);

unsigned long millis(void);
unsigned long micros(void);
void delay(unsigned long milliseconds);
void delayMicroseconds(unsigned int microseconds);
unsigned long pulseIn(pin_size_t pin, uint8_t state, unsigned long timeout);
unsigned long pulseInLong(pin_size_t pin, uint8_t state, unsigned long timeout);

void shiftOut(pin_size_t dataPin, pin_size_t clockPin, BitOrder bitOrder, uint8_t value);
uint8_t shiftIn(pin_size_t dataPin, pin_size_t clockPin, BitOrder bitOrder);

void attachInterrupt(pin_size_t interruptNumber, voidFuncPtr function, PinStatus mode);
void attachInterruptParam(pin_size_t interruptNumber, voidFuncPtrParam function, PinStatus mode, void* parameter);
void detachInterrupt(pin_size_t interruptNumber);

#ifdef __cplusplus
}  // extern "C"

// The smaller, or the first if they are equal; of two types.
template <class One, class Other>
auto min(const One& one, const Other& other) -> decltype((other < one) ? other : one) {
    return (other < one) ? other : one;
}

template <class One, class Other>
auto max(const One& one, const Other& other) -> decltype((other < one) ? other : one) {
    return (one < other) ? other : one;
}

uint16_t makeWord(uint16_t value);
uint16_t makeWord(byte high, byte low);
#define word(...) makeWord(__VA_ARGS__)

unsigned long pulseIn(uint8_t pin, uint8_t state, unsigned long timeout = 1000000L);
unsigned long pulseInLong(uint8_t pin, uint8_t state, unsigned long timeout = 1000000L);

void tone(uint8_t pin, unsigned int frequency, unsigned long duration = 0);
void noTone(uint8_t pin);

/// Of a generator in software, from the same seed at every boot unless `randomSeed` was called.
long random(long howbig);
long random(long howsmall, long howbig);
void randomSeed(unsigned long seed);
long map(long value, long in_min, long in_max, long out_min, long out_max);
#endif

#endif
