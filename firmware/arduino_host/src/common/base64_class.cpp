#include <libb64/cencode.h>
#include <string.h>

#include "oceanhil/base64_text.h"

int base64_encode_chars(const char* plaintext_in, int length_in, char* code_out) {
    const String text =
        oceanhil::base64_text(reinterpret_cast<const uint8_t*>(plaintext_in), static_cast<size_t>(length_in));
    memcpy(code_out, text.c_str(), text.length() + 1);
    return static_cast<int>(text.length());
}

#ifndef ARDUINO_ARCH_RP2040
#include <base64.h>

String base64::encode(const uint8_t* data, size_t length) { return oceanhil::base64_text(data, length); }

#ifdef ESP8266
String base64::encode(const uint8_t* data, size_t length, bool doNewLines) {
    const String whole = encode(data, length);
    if (!doNewLines) {
        return whole;
    }
    String lines;
    for (unsigned at = 0; at < whole.length(); at += BASE64_CHARS_PER_LINE) {
        lines += whole.substring(at, at + BASE64_CHARS_PER_LINE);
        lines += '\n';
    }
    return lines;
}
#endif
#endif
