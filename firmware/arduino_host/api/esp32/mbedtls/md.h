/// Digests of any kind, and keyed ones, of Mbed TLS 3 (include/mbedtls/md.h): MD5 and the SHA family.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MBEDTLS_ERR_MD_FEATURE_UNAVAILABLE -0x5080
#define MBEDTLS_ERR_MD_BAD_INPUT_DATA -0x5100
#define MBEDTLS_ERR_MD_ALLOC_FAILED -0x5180

#define MBEDTLS_MD_MAX_SIZE 64
#define MBEDTLS_MD_MAX_BLOCK_SIZE 128

typedef enum {
    MBEDTLS_MD_NONE = 0,
    MBEDTLS_MD_MD5 = 3,
    MBEDTLS_MD_RIPEMD160 = 4,
    MBEDTLS_MD_SHA1 = 5,
    MBEDTLS_MD_SHA224 = 8,
    MBEDTLS_MD_SHA256 = 9,
    MBEDTLS_MD_SHA384 = 10,
    MBEDTLS_MD_SHA512 = 11
} mbedtls_md_type_t;

typedef struct mbedtls_md_info_t mbedtls_md_info_t;

typedef struct mbedtls_md_context_t {
    const mbedtls_md_info_t* md_info;
    void* md_ctx;
    void* hmac_ctx;
} mbedtls_md_context_t;

/// NULL where there is none: RIPEMD-160, and names in small letters.
const mbedtls_md_info_t* mbedtls_md_info_from_type(mbedtls_md_type_t md_type);
const mbedtls_md_info_t* mbedtls_md_info_from_string(const char* md_name);
unsigned char mbedtls_md_get_size(const mbedtls_md_info_t* md_info);
mbedtls_md_type_t mbedtls_md_get_type(const mbedtls_md_info_t* md_info);
const char* mbedtls_md_get_name(const mbedtls_md_info_t* md_info);

void mbedtls_md_init(mbedtls_md_context_t* ctx);
void mbedtls_md_free(mbedtls_md_context_t* ctx);
/// `hmac`: 1 if it will have a key.
int mbedtls_md_setup(mbedtls_md_context_t* ctx, const mbedtls_md_info_t* md_info, int hmac);
int mbedtls_md_starts(mbedtls_md_context_t* ctx);
int mbedtls_md_update(mbedtls_md_context_t* ctx, const unsigned char* input, size_t ilen);
int mbedtls_md_finish(mbedtls_md_context_t* ctx, unsigned char* output);
int mbedtls_md(const mbedtls_md_info_t* md_info, const unsigned char* input, size_t ilen, unsigned char* output);

int mbedtls_md_hmac_starts(mbedtls_md_context_t* ctx, const unsigned char* key, size_t keylen);
int mbedtls_md_hmac_update(mbedtls_md_context_t* ctx, const unsigned char* input, size_t ilen);
int mbedtls_md_hmac_finish(mbedtls_md_context_t* ctx, unsigned char* output);
int mbedtls_md_hmac_reset(mbedtls_md_context_t* ctx);
int mbedtls_md_hmac(const mbedtls_md_info_t* md_info, const unsigned char* key, size_t keylen,
                    const unsigned char* input, size_t ilen, unsigned char* output);

#ifdef __cplusplus
}
#endif
