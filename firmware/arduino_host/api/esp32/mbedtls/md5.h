/// MD5 of Mbed TLS 3 (include/mbedtls/md5.h). What is in a context is this library's own.
#pragma once

#include <esp_arduino_version.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mbedtls_md5_context {
    uint64_t room[12];
} mbedtls_md5_context;

void mbedtls_md5_init(mbedtls_md5_context* ctx);
void mbedtls_md5_free(mbedtls_md5_context* ctx);
void mbedtls_md5_clone(mbedtls_md5_context* dst, const mbedtls_md5_context* src);
/// These give 0.
int mbedtls_md5_starts(mbedtls_md5_context* ctx);
int mbedtls_md5_update(mbedtls_md5_context* ctx, const unsigned char* input, size_t ilen);
int mbedtls_md5_finish(mbedtls_md5_context* ctx, unsigned char output[16]);
int mbedtls_md5(const unsigned char* input, size_t ilen, unsigned char output[16]);

#if ESP_ARDUINO_VERSION_MAJOR < 3
// Mbed TLS 2.28, which ESP-IDF 4.4 has, calls by these names what gives a result.
static inline int mbedtls_md5_starts_ret(mbedtls_md5_context* ctx) {
    return mbedtls_md5_starts(ctx);
}
static inline int mbedtls_md5_update_ret(mbedtls_md5_context* ctx, const unsigned char* input, size_t ilen) {
    return mbedtls_md5_update(ctx, input, ilen);
}
static inline int mbedtls_md5_finish_ret(mbedtls_md5_context* ctx, unsigned char* output) {
    return mbedtls_md5_finish(ctx, output);
}
static inline int mbedtls_md5_ret(const unsigned char* input, size_t ilen, unsigned char* output) {
    return mbedtls_md5(input, ilen, output);
}
#endif

#ifdef __cplusplus
}
#endif
