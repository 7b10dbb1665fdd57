/// A generator of random bytes, by Mbed TLS 3 (include/mbedtls/ctr_drbg.h): CTR_DRBG of NIST SP 800-90A with AES-256 and its derivation
/// function, so that the same entropy gives the same bytes.
#pragma once

#include <mbedtls/aes.h>
#include <stddef.h>

#define MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED -0x0034
#define MBEDTLS_ERR_CTR_DRBG_REQUEST_TOO_BIG -0x0036
#define MBEDTLS_ERR_CTR_DRBG_INPUT_TOO_BIG -0x0038
#define MBEDTLS_CTR_DRBG_BLOCKSIZE 16
#define MBEDTLS_CTR_DRBG_KEYSIZE 32
#define MBEDTLS_CTR_DRBG_SEEDLEN (MBEDTLS_CTR_DRBG_KEYSIZE + MBEDTLS_CTR_DRBG_BLOCKSIZE)
#define MBEDTLS_CTR_DRBG_ENTROPY_LEN 48
#define MBEDTLS_CTR_DRBG_RESEED_INTERVAL 10000
#define MBEDTLS_CTR_DRBG_MAX_INPUT 256
#define MBEDTLS_CTR_DRBG_MAX_REQUEST 1024
#define MBEDTLS_CTR_DRBG_MAX_SEED_INPUT 384
#define MBEDTLS_CTR_DRBG_PR_OFF 0
#define MBEDTLS_CTR_DRBG_PR_ON 1

#ifdef __cplusplus
extern "C" {
#endif

/// Its members are not for programs.
typedef struct mbedtls_ctr_drbg_context {
    unsigned char counter[16];
    int reseed_counter;
    int prediction_resistance;
    size_t entropy_len;
    int reseed_interval;
    mbedtls_aes_context aes_ctx;
    int (*f_entropy)(void*, unsigned char*, size_t);
    void* p_entropy;
} mbedtls_ctr_drbg_context;

void mbedtls_ctr_drbg_init(mbedtls_ctr_drbg_context* ctx);
void mbedtls_ctr_drbg_free(mbedtls_ctr_drbg_context* ctx);
int mbedtls_ctr_drbg_seed(mbedtls_ctr_drbg_context* ctx, int (*f_entropy)(void*, unsigned char*, size_t), void* p_entropy,
                          const unsigned char* custom, size_t len);
void mbedtls_ctr_drbg_set_prediction_resistance(mbedtls_ctr_drbg_context* ctx, int resistance);
void mbedtls_ctr_drbg_set_entropy_len(mbedtls_ctr_drbg_context* ctx, size_t len);
void mbedtls_ctr_drbg_set_reseed_interval(mbedtls_ctr_drbg_context* ctx, int interval);
int mbedtls_ctr_drbg_reseed(mbedtls_ctr_drbg_context* ctx, const unsigned char* additional, size_t len);
int mbedtls_ctr_drbg_random_with_add(void* p_rng, unsigned char* output, size_t output_len,
                                     const unsigned char* additional, size_t add_len);
int mbedtls_ctr_drbg_random(void* p_rng, unsigned char* output, size_t output_len);

#ifdef __cplusplus
}
#endif
