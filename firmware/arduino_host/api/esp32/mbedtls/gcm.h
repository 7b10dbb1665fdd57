/// AES in Galois/Counter Mode (NIST SP 800-38D), by Mbed TLS 3's names (include/mbedtls/gcm.h).
#pragma once

#include <mbedtls/aes.h>
#include <mbedtls/cipher_ids.h>
#include <stddef.h>
#include <stdint.h>

#define MBEDTLS_GCM_ENCRYPT 1
#define MBEDTLS_GCM_DECRYPT 0
#define MBEDTLS_ERR_GCM_AUTH_FAILED -0x0012
#define MBEDTLS_ERR_GCM_BAD_INPUT -0x0014
#define MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL -0x0016

#ifdef __cplusplus
extern "C" {
#endif

/// Its members are not for programs.
typedef struct mbedtls_gcm_context {
    mbedtls_aes_context aes;
    uint8_t hash_key[16];
    uint8_t first_mask[16];
    uint8_t counter[16];
    uint8_t sum[16];
    uint8_t stream[16];
    uint64_t added;
    uint64_t done;
    int mode;
} mbedtls_gcm_context;

void mbedtls_gcm_init(mbedtls_gcm_context* ctx);
void mbedtls_gcm_free(mbedtls_gcm_context* ctx);
int mbedtls_gcm_setkey(mbedtls_gcm_context* ctx, mbedtls_cipher_id_t cipher, const unsigned char* key,
                       unsigned int keybits);
int mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context* ctx, int mode, size_t length, const unsigned char* iv, size_t iv_len,
                              const unsigned char* add, size_t add_len, const unsigned char* input,
                              unsigned char* output, size_t tag_len, unsigned char* tag);
/// Leaves nothing in `output` if the tag is wrong.
int mbedtls_gcm_auth_decrypt(mbedtls_gcm_context* ctx, size_t length, const unsigned char* iv, size_t iv_len,
                             const unsigned char* add, size_t add_len, const unsigned char* tag, size_t tag_len,
                             const unsigned char* input, unsigned char* output);
int mbedtls_gcm_starts(mbedtls_gcm_context* ctx, int mode, const unsigned char* iv, size_t iv_len);
int mbedtls_gcm_update_ad(mbedtls_gcm_context* ctx, const unsigned char* add, size_t add_len);
int mbedtls_gcm_update(mbedtls_gcm_context* ctx, const unsigned char* input, size_t input_length, unsigned char* output,
                       size_t output_size, size_t* output_length);
int mbedtls_gcm_finish(mbedtls_gcm_context* ctx, unsigned char* output, size_t output_size, size_t* output_length,
                       unsigned char* tag, size_t tag_len);

#ifdef __cplusplus
}
#endif
