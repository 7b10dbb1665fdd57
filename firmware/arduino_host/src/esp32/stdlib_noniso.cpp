#include "stdlib_noniso.h"

#include <string.h>

#include "oceanhil/digits.h"

using oceanhil::Case;
using oceanhil::Compensation;

namespace {

constexpr int kMostBase = 16;

/// Unlike `itoa`, with a sign in every base, and up to base 16; any other base gives "".
char* signed_text(bool negative, unsigned long long size, char* text, int base) {
    if (base < 2 || base > kMostBase) {
        *text = '\0';
        return text;
    }
    char room[oceanhil::kDigitsRoom];
    text[0] = '-';
    strcpy(text + (negative ? 1 : 0), oceanhil::digits_of(size, static_cast<unsigned>(base), Case::lower, room));
    return text;
}

}  // namespace

extern "C" {

char* lltoa(long long value, char* text, int base) {
    const auto size = static_cast<unsigned long long>(value);
    return signed_text(value < 0, value < 0 ? 0 - size : size, text, base);
}

char* ulltoa(unsigned long long value, char* text, int base) { return signed_text(false, value, text, base); }

char* ltoa(long value, char* text, int base) { return lltoa(oceanhil::chip_long(value), text, base); }

char* ultoa(unsigned long value, char* text, int base) { return ulltoa(oceanhil::chip_long(value), text, base); }

char* dtostrf(double value, signed int width, unsigned int decimals, char* text) {
    return oceanhil::float_text(value, width, decimals, Compensation::none, text);
}

}  // extern "C"
