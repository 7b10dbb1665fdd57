#include "oceanhil/digits.h"

namespace oceanhil {

namespace {

constexpr unsigned kNumerals = 10;

char digit_of(unsigned value, Case letters) {
    if (value < kNumerals) {
        return static_cast<char>('0' + value);
    }
    return static_cast<char>((letters == Case::lower ? 'a' : 'A') + (value - kNumerals));
}

}  // namespace

char* digits_of(uint64_t value, unsigned base, Case letters, char (&room)[kDigitsRoom]) {
    char* at = room + kDigitsRoom;
    *--at = '\0';
    do {
        *--at = digit_of(static_cast<unsigned>(value % base), letters);
        value /= base;
    } while (value != 0);
    return at;
}

}  // namespace oceanhil
