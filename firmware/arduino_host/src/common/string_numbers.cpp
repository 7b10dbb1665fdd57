// Numbers as `String`, as far as each core has them alike: compiled against the family's own WString.h.
#include <WString.h>
#include <stdlib_noniso.h>

#include "oceanhil/digits.h"

namespace {

constexpr size_t kRoom = oceanhil::kDigitsRoom;
[[maybe_unused]] constexpr int kTextBase = 10;

}  // namespace

String::String(char letter) { copy(&letter, 1); }

String::String(unsigned char value, unsigned char base) : String(static_cast<unsigned>(value), base) {}

String::String(int value, unsigned char base) {
    char text[kRoom];
    itoa(value, text, base);
    *this = text;
}

String::String(unsigned int value, unsigned char base) {
    char text[kRoom];
    utoa(value, text, base);
    *this = text;
}

String::String(long value, unsigned char base) {
    char text[kRoom];
    ltoa(value, text, base);
    *this = text;
}

String::String(unsigned long value, unsigned char base) {
    char text[kRoom];
    ultoa(value, text, base);
    *this = text;
}

// The ESP8266's core makes a String of the number first: see its header.
#ifndef ESP8266

bool String::concat(unsigned char value) { return concat(static_cast<unsigned>(value)); }

bool String::concat(int value) {
    char text[kRoom];
    return concat(itoa(value, text, kTextBase));
}

bool String::concat(unsigned int value) {
    char text[kRoom];
    return concat(utoa(value, text, kTextBase));
}

bool String::concat(long value) {
    char text[kRoom];
    return concat(ltoa(value, text, kTextBase));
}

bool String::concat(unsigned long value) {
    char text[kRoom];
    return concat(ultoa(value, text, kTextBase));
}

#endif
