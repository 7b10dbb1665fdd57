// How the two Espressif cores look for numbers in a stream; that of the RP2040 has ways of its own.
#if defined(ESP32) || defined(ESP8266)
#include <Stream.h>

#include "byte_of.h"

using oceanhil::byte_of;

namespace {

constexpr char kNothingSkipped = 1;
constexpr uint32_t kBase = 10;

bool is_numeral(int byte) { return byte >= '0' && byte <= '9'; }

}  // namespace

int Stream::peekNextDigit(bool detectDecimal) {
    while (true) {
        const int byte = timedPeek();
        if (byte < 0 || byte == '-' || is_numeral(byte) || (detectDecimal && byte == '.')) {
            return byte;
        }
        read();
    }
}

long Stream::parseInt() { return parseInt(kNothingSkipped); }

long Stream::parseInt(char skipChar) {
    int byte = peekNextDigit(false);
    if (byte < 0) {
        return 0;
    }
    bool negative = false;
    uint32_t value = 0;
    do {
        negative = negative || (byte == '-' && byte != byte_of(skipChar));
        const bool counts = is_numeral(byte) && byte != byte_of(skipChar);
        value = counts ? value * kBase + static_cast<uint32_t>(byte - '0') : value;
        read();
        byte = timedPeek();
    } while (is_numeral(byte) || byte == byte_of(skipChar));
    return static_cast<int32_t>(negative ? 0 - value : value);
}

float Stream::parseFloat() { return parseFloat(kNothingSkipped); }

float Stream::parseFloat(char skipChar) {
    int byte = peekNextDigit(kNumbersBeginWithPoint);
    if (byte < 0) {
        return 0;
    }
    bool negative = false;
    bool in_fraction = false;
    uint32_t digits = 0;
    float fraction = 1.0F;
    do {
        if (byte == byte_of(skipChar)) {
            // Passed over.
        } else if (byte == '-') {
            negative = true;
        } else if (byte == '.') {
            in_fraction = true;
        } else {
            digits = digits * kBase + static_cast<uint32_t>(byte - '0');
            fraction = in_fraction ? static_cast<float>(fraction * kTenth) : fraction;
        }
        read();
        byte = timedPeek();
    } while (is_numeral(byte) || byte == '.' || byte == byte_of(skipChar));
    const auto value = static_cast<float>(static_cast<int32_t>(negative ? 0 - digits : digits));
    return in_fraction ? value * fraction : value;
}

#endif
