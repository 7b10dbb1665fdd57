#include <libb64/cencode.h>
#include <string.h>

#include "oceanhil/base64_text.h"

int base64_encode_chars(const char* plaintext_in, int length_in, char* code_out) {
    const String text =
        oceanhil::base64_text(reinterpret_cast<const uint8_t*>(plaintext_in), static_cast<size_t>(length_in));
    memcpy(code_out, text.c_str(), text.length() + 1);
    return static_cast<int>(text.length());
}
