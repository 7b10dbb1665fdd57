/// Which Mbed TLS ESP-IDF 5.5.1 has (include/mbedtls/build_info.h and version.h of Mbed TLS 3.6.4).
#pragma once

#define MBEDTLS_VERSION_MAJOR 3
#define MBEDTLS_VERSION_MINOR 6
#define MBEDTLS_VERSION_PATCH 4
#define MBEDTLS_VERSION_NUMBER 0x03060400
#define MBEDTLS_VERSION_STRING "3.6.4"
#define MBEDTLS_VERSION_STRING_FULL "Mbed TLS 3.6.4"

#ifdef __cplusplus
extern "C" {
#endif

unsigned int mbedtls_version_get_number(void);
/// Room for 9 and for 18 letters, with their ends.
void mbedtls_version_get_string(char* string);
void mbedtls_version_get_string_full(char* string);

#ifdef __cplusplus
}
#endif
