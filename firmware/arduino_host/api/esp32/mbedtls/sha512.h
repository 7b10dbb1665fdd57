/// SHA-512 of Mbed TLS 3 (include/mbedtls/sha512.h); `is384`: 1 for the shorter one. What is in a context is this library's own.
#pragma once

#include <esp_arduino_version.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mbedtls_sha512_context {
    uint64_t room[28];
} mbedtls_sha512_context;

void mbedtls_sha512_init(mbedtls_sha512_context* ctx);
void mbedtls_sha512_free(mbedtls_sha512_context* ctx);
void mbedtls_sha512_clone(mbedtls_sha512_context* dst, const mbedtls_sha512_context* src);
/// These give 0.
int mbedtls_sha512_starts(mbedtls_sha512_context* ctx, int is384);
int mbedtls_sha512_update(mbedtls_sha512_context* ctx, const unsigned char* input, size_t ilen);
int mbedtls_sha512_finish(mbedtls_sha512_context* ctx, unsigned char *output);
int mbedtls_sha512(const unsigned char* input, size_t ilen, unsigned char *output, int is384);

#if ESP_ARDUINO_VERSION_MAJOR < 3
// Mbed TLS 2.28, which ESP-IDF 4.4 has, calls by these names what gives a result.
static inline int mbedtls_sha512_starts_ret(mbedtls_sha512_context* ctx, int is384) {
    return mbedtls_sha512_starts(ctx, is384);
}
static inline int mbedtls_sha512_update_ret(mbedtls_sha512_context* ctx, const unsigned char* input, size_t ilen) {
    return mbedtls_sha512_update(ctx, input, ilen);
}
static inline int mbedtls_sha512_finish_ret(mbedtls_sha512_context* ctx, unsigned char* output) {
    return mbedtls_sha512_finish(ctx, output);
}
static inline int mbedtls_sha512_ret(const unsigned char* input, size_t ilen, unsigned char* output, int is384) {
    return mbedtls_sha512(input, ilen, output, is384);
}
#endif

#ifdef __cplusplus
}
#endif
