#include "oceanhil/ipv4_text.h"

#include "oceanhil/format.h"

namespace oceanhil {

namespace {

constexpr int kNone = -1;
constexpr int kMostNumber = 255;
constexpr int kLast = 3;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Takes the digits of a number; `kNone` if there is none, more than 255 if it is too large.
int take_number(const char*& text) {
    int value = kNone;
    for (; is_digit(*text) && value <= kMostNumber; ++text) {
        value = (value == kNone ? 0 : value * 10) + (*text - '0');
    }
    return value;
}

}  // namespace

bool read_ipv4(const char* text, MissingNumber missing, uint8_t (&octets)[4]) {
    for (int index = 0; index <= kLast; ++index) {
        int value = take_number(text);
        value = value == kNone && missing == MissingNumber::is_zero ? 0 : value;
        const char end = index < kLast ? '.' : '\0';
        if (value == kNone || value > kMostNumber || *text != end) {
            return false;
        }
        octets[index] = static_cast<uint8_t>(value);
        ++text;
    }
    return true;
}

void write_ipv4(const uint8_t (&octets)[4], char (&text)[kIpv4TextRoom]) {
    oceanhil_sprintf(text, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
}

}  // namespace oceanhil
