#include "stdlib_noniso.h"

// The ESP32 has calls of the same names with other parameters: src/esp32.
#ifndef ESP32

#include <string.h>

#include "oceanhil/digits.h"

using oceanhil::Case;
using oceanhil::Compensation;

extern "C" {

char* ltoa(long value, char* text, int base) { return itoa(oceanhil::chip_long(value), text, base); }

char* ultoa(unsigned long value, char* text, int base) { return utoa(oceanhil::chip_long(value), text, base); }

char* ulltoa(unsigned long long value, char* text, int room, unsigned base) {
    char digits[oceanhil::kDigitsRoom];
    const char* found = oceanhil::digits_of(value, base, Case::lower, digits);
    const size_t needed = strlen(found) + 1;
    return room < static_cast<int>(needed) ? nullptr : strcpy(text + room - needed, found);
}

char* lltoa(long long value, char* text, int room, unsigned base) {
    const bool negative = value < 0;
    const unsigned long long size = negative ? 0 - static_cast<unsigned long long>(value) : value;
    char* at = ulltoa(size, text, room, base);
    if (!negative || at == nullptr) {
        return at;
    }
    if (at == text) {
        return nullptr;
    }
    *--at = '-';
    return at;
}

char* dtostrf(double value, signed char width, unsigned char decimals, char* text) {
    return oceanhil::float_text(value, width, decimals, Compensation::one_epsilon, text);
}

}  // extern "C"

#endif
