/// Numbers as text, as the ESP32's core has them.
#ifndef OCEANHIL_STDLIB_NONISO_H
#define OCEANHIL_STDLIB_NONISO_H

#include "oceanhil/number_text.h"

#ifdef __cplusplus
extern "C" {
#endif

char* lltoa(long long value, char* text, int base);
char* ulltoa(unsigned long long value, char* text, int base);

char* dtostrf(double value, signed int width, unsigned int decimals, char* text);

#ifdef __cplusplus
}
#endif

#endif
