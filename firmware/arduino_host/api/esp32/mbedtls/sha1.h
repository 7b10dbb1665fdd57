/// SHA-1 of Mbed TLS 3 (include/mbedtls/sha1.h). What is in a context is this library's own.
#pragma once

#include <esp_arduino_version.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mbedtls_sha1_context {
    uint64_t room[14];
} mbedtls_sha1_context;

void mbedtls_sha1_init(mbedtls_sha1_context* ctx);
void mbedtls_sha1_free(mbedtls_sha1_context* ctx);
void mbedtls_sha1_clone(mbedtls_sha1_context* dst, const mbedtls_sha1_context* src);
/// These give 0.
int mbedtls_sha1_starts(mbedtls_sha1_context* ctx);
int mbedtls_sha1_update(mbedtls_sha1_context* ctx, const unsigned char* input, size_t ilen);
int mbedtls_sha1_finish(mbedtls_sha1_context* ctx, unsigned char output[20]);
int mbedtls_sha1(const unsigned char* input, size_t ilen, unsigned char output[20]);

#if ESP_ARDUINO_VERSION_MAJOR < 3
// Mbed TLS 2.28, which ESP-IDF 4.4 has, calls by these names what gives a result.
static inline int mbedtls_sha1_starts_ret(mbedtls_sha1_context* ctx) {
    return mbedtls_sha1_starts(ctx);
}
static inline int mbedtls_sha1_update_ret(mbedtls_sha1_context* ctx, const unsigned char* input, size_t ilen) {
    return mbedtls_sha1_update(ctx, input, ilen);
}
static inline int mbedtls_sha1_finish_ret(mbedtls_sha1_context* ctx, unsigned char* output) {
    return mbedtls_sha1_finish(ctx, output);
}
static inline int mbedtls_sha1_ret(const unsigned char* input, size_t ilen, unsigned char* output) {
    return mbedtls_sha1(input, ilen, output);
}
#endif

#ifdef __cplusplus
}
#endif
