/// SHA-512 of Mbed TLS 3 (include/mbedtls/sha512.h); `is384`: 1 for the shorter one. What is in a context is this library's own.
#pragma once

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

#ifdef __cplusplus
}
#endif
