#include <libb64/cdecode.h>
#include <mbedtls/base64.h>
#include <string.h>

#include "oceanhil/base64_text.h"

namespace {

constexpr int kPadding = -2;

/// How many letters of six bits a text has, -1 if something in it is none. Blanks may stand before a line's end alone.
long letters_of(const unsigned char* src, size_t slen) {
    long letters = 0;
    unsigned padding = 0;
    for (size_t at = 0; at < slen; ++at) {
        const size_t blank = at;
        while (at < slen && src[at] == ' ') {
            ++at;
        }
        if (at == slen) {
            break;
        }
        const bool is_line_end = src[at] == '\n' || (src[at] == '\r' && at + 1 < slen && src[at + 1] == '\n');
        if (is_line_end) {
            continue;
        }
        const int six = base64_decode_value(static_cast<char>(src[at]));
        padding += six == kPadding ? 1 : 0;
        if (at != blank || six == -1 || padding > 2 || (padding > 0 && six != kPadding)) {
            return -1;
        }
        letters += six == kPadding ? 0 : 1;
    }
    return (letters + padding) % 4 == 0 ? letters : -1;
}

}  // namespace

extern "C" {

int mbedtls_base64_encode(unsigned char* dst, size_t dlen, size_t* olen, const unsigned char* src, size_t slen) {
    const String text = oceanhil::base64_text(src, slen);
    if (slen == 0) {
        *olen = 0;
        return 0;
    }
    if (dst == nullptr || dlen <= text.length()) {
        *olen = text.length() + 1;
        return MBEDTLS_ERR_BASE64_BUFFER_TOO_SMALL;
    }
    memcpy(dst, text.c_str(), text.length() + 1);
    *olen = text.length();
    return 0;
}

int mbedtls_base64_decode(unsigned char* dst, size_t dlen, size_t* olen, const unsigned char* src, size_t slen) {
    const long letters = letters_of(src, slen);
    if (letters < 0) {
        return MBEDTLS_ERR_BASE64_INVALID_CHARACTER;
    }
    const size_t bytes = static_cast<size_t>(letters) * 6 / 8;
    *olen = bytes;
    if (bytes > 0 && (dst == nullptr || dlen < bytes)) {
        return MBEDTLS_ERR_BASE64_BUFFER_TOO_SMALL;
    }
    base64_decodestate state;
    base64_init_decodestate(&state);
    base64_decode_block(reinterpret_cast<const char*>(src), static_cast<int>(slen), reinterpret_cast<char*>(dst), &state);
    return 0;
}

}  // extern "C"
