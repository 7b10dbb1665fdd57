/// AES (FIPS 197) by Mbed TLS's names (include/mbedtls/aes.h of Mbed TLS 3): blocks alone, chained (CBC) and by a
/// counter (CTR). Missing: CFB, OFB, XTS.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MBEDTLS_AES_ENCRYPT 1
#define MBEDTLS_AES_DECRYPT 0
#define MBEDTLS_ERR_AES_INVALID_KEY_LENGTH (-0x0020)
#define MBEDTLS_ERR_AES_INVALID_INPUT_LENGTH (-0x0022)
#define MBEDTLS_ERR_AES_BAD_INPUT_DATA (-0x0021)

/// The keys of all rounds, a word each; its members are not for programs.
typedef struct mbedtls_aes_context {
    int rounds;
    uint32_t keys[60];
} mbedtls_aes_context;

void mbedtls_aes_init(mbedtls_aes_context* ctx);
void mbedtls_aes_free(mbedtls_aes_context* ctx);
/// `keybits`: 128, 192 or 256.
int mbedtls_aes_setkey_enc(mbedtls_aes_context* ctx, const unsigned char* key, unsigned int keybits);
int mbedtls_aes_setkey_dec(mbedtls_aes_context* ctx, const unsigned char* key, unsigned int keybits);
/// Sixteen bytes.
int mbedtls_aes_crypt_ecb(mbedtls_aes_context* ctx, int mode, const unsigned char input[16], unsigned char output[16]);
/// A multiple of sixteen bytes; `iv` goes on to the next call.
int mbedtls_aes_crypt_cbc(mbedtls_aes_context* ctx, int mode, size_t length, unsigned char iv[16],
                          const unsigned char* input, unsigned char* output);
/// Any length; `nc_off`, counter and stream go on to the next call.
int mbedtls_aes_crypt_ctr(mbedtls_aes_context* ctx, size_t length, size_t* nc_off, unsigned char nonce_counter[16],
                          unsigned char stream_block[16], const unsigned char* input, unsigned char* output);

#ifdef __cplusplus
}
#endif
