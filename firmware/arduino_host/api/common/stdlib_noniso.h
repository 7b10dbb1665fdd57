/// Numbers as text, as the cores of the ESP8266 and the RP2040 have them; the ESP32 has a header of its own.
#ifndef STDLIB_NONISO_H
#define STDLIB_NONISO_H

#include "oceanhil/number_text.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Fill `text`, which has `room` bytes, from its end: what they give need not be where `text` begins. NULL if the room
/// is too small.
char* lltoa(long long value, char* text, int room, unsigned base);
char* ulltoa(unsigned long long value, char* text, int room, unsigned base);

char* dtostrf(double value, signed char width, unsigned char decimals, char* text);

#ifdef __cplusplus
}
#endif

#endif
