/// SHA-256 of Mbed TLS 3 (include/mbedtls/sha256.h); `is224`: 1 for the shorter one. What is in a context is this library's own.
#pragma once

#include <esp_arduino_version.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mbedtls_sha256_context {
    uint64_t room[16];
} mbedtls_sha256_context;

void mbedtls_sha256_init(mbedtls_sha256_context* ctx);
void mbedtls_sha256_free(mbedtls_sha256_context* ctx);
void mbedtls_sha256_clone(mbedtls_sha256_context* dst, const mbedtls_sha256_context* src);
/// These give 0.
int mbedtls_sha256_starts(mbedtls_sha256_context* ctx, int is224);
int mbedtls_sha256_update(mbedtls_sha256_context* ctx, const unsigned char* input, size_t ilen);
int mbedtls_sha256_finish(mbedtls_sha256_context* ctx, unsigned char *output);
int mbedtls_sha256(const unsigned char* input, size_t ilen, unsigned char *output, int is224);

#if ESP_ARDUINO_VERSION_MAJOR < 3
// Mbed TLS 2.28, which ESP-IDF 4.4 has, calls by these names what gives a result.
static inline int mbedtls_sha256_starts_ret(mbedtls_sha256_context* ctx, int is224) {
    return mbedtls_sha256_starts(ctx, is224);
}
static inline int mbedtls_sha256_update_ret(mbedtls_sha256_context* ctx, const unsigned char* input, size_t ilen) {
    return mbedtls_sha256_update(ctx, input, ilen);
}
static inline int mbedtls_sha256_finish_ret(mbedtls_sha256_context* ctx, unsigned char* output) {
    return mbedtls_sha256_finish(ctx, output);
}
static inline int mbedtls_sha256_ret(const unsigned char* input, size_t ilen, unsigned char* output, int is224) {
    return mbedtls_sha256(input, ilen, output, is224);
}
#endif

#ifdef __cplusplus
}
#endif
