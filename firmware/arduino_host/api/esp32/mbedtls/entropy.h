/// Where chance comes from, by Mbed TLS 3 (include/mbedtls/entropy.h): the chip's generator. Not here: sources of one's own.
#pragma once

#include <stddef.h>

#define MBEDTLS_ERR_ENTROPY_SOURCE_FAILED -0x003C
#define MBEDTLS_ERR_ENTROPY_MAX_SOURCES -0x003E
#define MBEDTLS_ERR_ENTROPY_NO_SOURCES_DEFINED -0x0040
#define MBEDTLS_ENTROPY_BLOCK_SIZE 64

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mbedtls_entropy_context {
    int is_there;
} mbedtls_entropy_context;

void mbedtls_entropy_init(mbedtls_entropy_context* ctx);
void mbedtls_entropy_free(mbedtls_entropy_context* ctx);
/// At most 64 bytes at a time.
int mbedtls_entropy_func(void* data, unsigned char* output, size_t len);

#ifdef __cplusplus
}
#endif
