#include <Arduino.h>
#include <HEXBuilder.h>
#include <ctype.h>
#include <stdio.h>

namespace {

unsigned value_of_digit(char digit) {
    const auto low = static_cast<char>(tolower(static_cast<unsigned char>(digit)));
    return static_cast<unsigned>(low >= 'a' ? low - 'a' + 10 : low - '0');
}

}  // namespace

size_t HEXBuilder::hex2bytes(unsigned char* out, size_t maxlen, const String& in) {
    return hex2bytes(out, maxlen, in.c_str());
}

size_t HEXBuilder::hex2bytes(unsigned char* out, size_t maxlen, const char* in) {
    size_t digits = 0;
    for (; *in != '\0'; ++in) {
        if (isxdigit(static_cast<unsigned char>(*in)) == 0) {
            continue;
        }
        const size_t at = digits / 2;
        if (at < maxlen) {
            const unsigned before = digits % 2 == 0 ? 0 : out[at];
            out[at] = static_cast<unsigned char>(before | value_of_digit(*in) << (digits % 2 == 0 ? 4 : 0));
        }
        ++digits;
    }
    return (digits + 1) / 2;
}

size_t HEXBuilder::bytes2hex(char* out, size_t maxlen, const unsigned char* in, size_t len) {
    for (size_t at = 0; at < len && 2 * at + 2 < maxlen; ++at) {
        sprintf(out + 2 * at, "%02x", in[at]);
    }
    return 2 * len + 1;
}

String HEXBuilder::bytes2hex(const unsigned char* in, size_t len) {
    String text;
    for (size_t at = 0; at < len; ++at) {
        char digits[3];
        snprintf(digits, sizeof digits, "%02x", in[at]);
        text += digits;
    }
    return text;
}

bool HEXBuilder::isHexString(const char* str, size_t len) {
    for (size_t at = 0; at < len; ++at) {
        if (isxdigit(static_cast<unsigned char>(str[at])) == 0) {
            return false;
        }
    }
    return true;
}
