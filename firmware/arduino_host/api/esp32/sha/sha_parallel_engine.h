/// SHA by the chip's engine (components/mbedtls/port/include/sha/sha_parallel_engine.h of ESP-IDF): in one piece only.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { SHA1 = 0, SHA2_256, SHA2_384, SHA2_512, SHA_INVALID = -1 } esp_sha_type;

/// Writes 20, 32, 48 or 64 bytes.
void esp_sha(esp_sha_type sha_type, const unsigned char* input, size_t ilen, unsigned char* output);

#ifdef __cplusplus
}
#endif
