/// Texts of Mbed TLS 3's errors (include/mbedtls/error.h): of those that the parts here give.
#pragma once

#include <stddef.h>

#define MBEDTLS_ERR_ERROR_GENERIC_ERROR -0x0001
#define MBEDTLS_ERR_ERROR_CORRUPTION_DETECTED -0x006E

#ifdef __cplusplus
extern "C" {
#endif

/// "UNKNOWN ERROR CODE" and its number for any other.
void mbedtls_strerror(int errnum, char* buffer, size_t buflen);

#ifdef __cplusplus
}
#endif
