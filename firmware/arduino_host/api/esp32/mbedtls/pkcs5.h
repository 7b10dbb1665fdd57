/// Keys made of passwords (PBKDF2, RFC 8018), by Mbed TLS 3's names (include/mbedtls/pkcs5.h). Not here: PBES2.
#pragma once

#include <mbedtls/md.h>
#include <stddef.h>
#include <stdint.h>

#define MBEDTLS_ERR_PKCS5_BAD_INPUT_DATA -0x2f80

#ifdef __cplusplus
extern "C" {
#endif

int mbedtls_pkcs5_pbkdf2_hmac_ext(mbedtls_md_type_t md_type, const unsigned char* password, size_t plen,
                                  const unsigned char* salt, size_t slen, unsigned int iteration_count,
                                  uint32_t key_length, unsigned char* output);
/// With the digest of `ctx`, which may be set up with a key or without.
int mbedtls_pkcs5_pbkdf2_hmac(mbedtls_md_context_t* ctx, const unsigned char* password, size_t plen,
                              const unsigned char* salt, size_t slen, unsigned int iteration_count,
                              uint32_t key_length, unsigned char* output);

#ifdef __cplusplus
}
#endif
