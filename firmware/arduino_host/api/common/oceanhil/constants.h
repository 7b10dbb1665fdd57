/// Constants and macros that all three cores have alike. Facts: Arduino.h of the Espressif cores, api/Common.h.
#ifndef OCEANHIL_CONSTANTS_H
#define OCEANHIL_CONSTANTS_H

#ifdef ARDUINO_ARCH_ESP8266
#include "oceanhil/iram.h"
#endif

#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define TWO_PI 6.283185307179586476925286766559
#define DEG_TO_RAD 0.017453292519943295769236907684886
#define RAD_TO_DEG 57.295779513082320876798154814105
#define EULER 2.718281828459045235360287471352

#define SERIAL 0x0
#define DISPLAY 0x1

#define constrain(value, low, high) ((value) < (low) ? (low) : ((value) > (high) ? (high) : (value)))
#define radians(degrees) ((degrees)*DEG_TO_RAD)
#define degrees(radians) ((radians)*RAD_TO_DEG)
#define sq(value) ((value) * (value))

#define lowByte(value) ((uint8_t)((value)&0xff))
#define highByte(value) ((uint8_t)((value) >> 8))

#define bitRead(value, bit) (((value) >> (bit)) & 0x01)
#define bitSet(value, bit) ((value) |= (1UL << (bit)))
#define bitClear(value, bit) ((value) &= ~(1UL << (bit)))
#define bitToggle(value, bit) ((value) ^= (1UL << (bit)))
#define bitWrite(value, bit, bitvalue) ((bitvalue) ? bitSet(value, bit) : bitClear(value, bit))
#define bit(number) (1UL << (number))
#define _BV(number) (1UL << (number))

#define clockCyclesPerMicrosecond() (F_CPU / 1000000L)
#define clockCyclesToMicroseconds(cycles) ((cycles) / clockCyclesPerMicrosecond())
#define microsecondsToClockCycles(micros) ((micros)*clockCyclesPerMicrosecond())

#define _NOP() \
    do {       \
    } while (0)

// Where code and data stand makes no difference on this machine, but for what outlasts a reset, and for an ESP8266's
// interrupts (oceanhil/iram.h there).
#define ICACHE_FLASH_ATTR
#define ICACHE_RODATA_ATTR
#define DRAM_ATTR
#ifndef IRAM_ATTR
#define IRAM_ATTR
#define ICACHE_RAM_ATTR
#endif

#define NOT_A_PIN -1
#define NOT_A_PORT -1
#define NOT_AN_INTERRUPT -1
#define NOT_ON_TIMER 0

#define digitalPinToTimer(pin) (0)

#endif
