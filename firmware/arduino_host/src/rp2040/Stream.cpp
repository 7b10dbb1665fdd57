#include <Stream.h>

namespace arduino {

namespace {

constexpr uint32_t kTen = 10;
constexpr double kTenth = 0.1;

int byte_of(char letter) { return static_cast<unsigned char>(letter); }

bool is_digit(int byte) { return byte >= '0' && byte <= '9'; }

bool is_blank(int byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

bool is_passed_over(int byte, LookaheadMode lookahead) {
    return lookahead == SKIP_ALL || (lookahead == SKIP_WHITESPACE && is_blank(byte));
}

}  // namespace

int Stream::peekNextDigit(LookaheadMode lookahead, bool detectDecimal) {
    while (true) {
        const int byte = timedPeek();
        if (byte < 0 || byte == '-' || is_digit(byte) || (detectDecimal && byte == '.')) {
            return byte;
        }
        if (!is_passed_over(byte, lookahead)) {
            return -1;
        }
        read();
    }
}

long Stream::parseInt(LookaheadMode lookahead, char ignore) {
    int byte = peekNextDigit(lookahead, false);
    if (byte < 0) {
        return 0;
    }
    bool negative = false;
    uint32_t value = 0;
    do {
        const bool counts = byte != byte_of(ignore);
        negative = negative || (counts && byte == '-');
        value = counts && is_digit(byte) ? value * kTen + static_cast<uint32_t>(byte - '0') : value;
        read();
        byte = timedPeek();
    } while (is_digit(byte) || byte == byte_of(ignore));
    return static_cast<int32_t>(negative ? 0 - value : value);
}

float Stream::parseFloat(LookaheadMode lookahead, char ignore) {
    int byte = peekNextDigit(lookahead, true);
    if (byte < 0) {
        return 0;
    }
    bool negative = false;
    bool in_fraction = false;
    double value = 0.0;
    double fraction = 1.0;
    do {
        if (byte == byte_of(ignore)) {
            // Passed over.
        } else if (byte == '-') {
            negative = true;
        } else if (byte == '.') {
            in_fraction = true;
        } else if (in_fraction) {
            fraction *= kTenth;
            value += fraction * (byte - '0');
        } else {
            value = value * kTen + (byte - '0');
        }
        read();
        byte = timedPeek();
    } while (is_digit(byte) || (byte == '.' && !in_fraction) || byte == byte_of(ignore));
    return static_cast<float>(negative ? -value : value);
}

}  // namespace arduino
