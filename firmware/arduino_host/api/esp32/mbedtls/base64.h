/// Base64 (RFC 4648) by Mbed TLS's names (include/mbedtls/base64.h of Mbed TLS 3).
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MBEDTLS_ERR_BASE64_BUFFER_TOO_SMALL (-0x002A)
#define MBEDTLS_ERR_BASE64_INVALID_CHARACTER (-0x002C)

/// Writes text and a NUL; `olen` is how long the text is, or, where there is no room, how much room it needs.
int mbedtls_base64_encode(unsigned char* dst, size_t dlen, size_t* olen, const unsigned char* src, size_t slen);
/// Writes bytes; line breaks are passed over, and blanks before them.
int mbedtls_base64_decode(unsigned char* dst, size_t dlen, size_t* olen, const unsigned char* src, size_t slen);

#ifdef __cplusplus
}
#endif
