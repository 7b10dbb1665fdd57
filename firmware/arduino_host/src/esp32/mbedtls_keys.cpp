// Keys made of keys and of passwords. Facts: RFC 5869; RFC 8018, section 5.2; library/hkdf.c and pkcs5.c of Mbed TLS 3.6.
#include <mbedtls/hkdf.h>
#include <mbedtls/pkcs5.h>
#include <string.h>

namespace {

constexpr size_t kMostHkdfBlocks = 255;

}  // namespace

extern "C" {

int mbedtls_hkdf_extract(const mbedtls_md_info_t* md, const unsigned char* salt, size_t salt_len,
                         const unsigned char* ikm, size_t ikm_len, unsigned char* prk) {
    const unsigned char nothing[MBEDTLS_MD_MAX_SIZE] = {};
    if (salt == nullptr) {
        if (salt_len != 0) {
            return MBEDTLS_ERR_HKDF_BAD_INPUT_DATA;
        }
        salt = nothing;
        salt_len = mbedtls_md_get_size(md);
        if (salt_len == 0) {
            return MBEDTLS_ERR_HKDF_BAD_INPUT_DATA;
        }
    }
    return mbedtls_md_hmac(md, salt, salt_len, ikm, ikm_len, prk);
}

int mbedtls_hkdf_expand(const mbedtls_md_info_t* md, const unsigned char* prk, size_t prk_len,
                        const unsigned char* info, size_t info_len, unsigned char* okm, size_t okm_len) {
    const size_t size = mbedtls_md_get_size(md);
    if (okm == nullptr || size == 0 || prk_len < size || (okm_len + size - 1) / size > kMostHkdfBlocks) {
        return MBEDTLS_ERR_HKDF_BAD_INPUT_DATA;
    }
    mbedtls_md_context_t hash;
    mbedtls_md_init(&hash);
    int failure = mbedtls_md_setup(&hash, md, 1);
    unsigned char block[MBEDTLS_MD_MAX_SIZE];
    size_t block_size = 0;
    unsigned char number = 0;
    for (size_t made = 0; failure == 0 && made < okm_len; made += size) {
        ++number;
        mbedtls_md_hmac_starts(&hash, prk, prk_len);
        mbedtls_md_hmac_update(&hash, block, block_size);
        mbedtls_md_hmac_update(&hash, info, info == nullptr ? 0 : info_len);
        mbedtls_md_hmac_update(&hash, &number, sizeof number);
        failure = mbedtls_md_hmac_finish(&hash, block);
        block_size = size;
        memcpy(okm + made, block, okm_len - made < size ? okm_len - made : size);
    }
    mbedtls_md_free(&hash);
    return failure;
}

int mbedtls_hkdf(const mbedtls_md_info_t* md, const unsigned char* salt, size_t salt_len, const unsigned char* ikm,
                 size_t ikm_len, const unsigned char* info, size_t info_len, unsigned char* okm, size_t okm_len) {
    unsigned char prk[MBEDTLS_MD_MAX_SIZE];
    const int failure = mbedtls_hkdf_extract(md, salt, salt_len, ikm, ikm_len, prk);
    return failure != 0 ? failure
                        : mbedtls_hkdf_expand(md, prk, mbedtls_md_get_size(md), info, info_len, okm, okm_len);
}

int mbedtls_pkcs5_pbkdf2_hmac_ext(mbedtls_md_type_t md_type, const unsigned char* password, size_t plen,
                                  const unsigned char* salt, size_t slen, unsigned int iteration_count,
                                  uint32_t key_length, unsigned char* output) {
    const mbedtls_md_info_t* const info = mbedtls_md_info_from_type(md_type);
    if (info == nullptr || iteration_count == 0) {
        return info == nullptr ? MBEDTLS_ERR_MD_FEATURE_UNAVAILABLE : MBEDTLS_ERR_PKCS5_BAD_INPUT_DATA;
    }
    const size_t size = mbedtls_md_get_size(info);
    mbedtls_md_context_t hash;
    mbedtls_md_init(&hash);
    int failure = mbedtls_md_setup(&hash, info, 1);
    failure = failure != 0 ? failure : mbedtls_md_hmac_starts(&hash, password, plen);
    for (uint32_t number = 1; failure == 0 && key_length > 0; ++number) {
        const unsigned char counted[] = {static_cast<unsigned char>(number >> 24), static_cast<unsigned char>(number >> 16),
                                         static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
        unsigned char round[MBEDTLS_MD_MAX_SIZE];
        unsigned char sum[MBEDTLS_MD_MAX_SIZE] = {};
        mbedtls_md_hmac_update(&hash, salt, slen);
        mbedtls_md_hmac_update(&hash, counted, sizeof counted);
        for (unsigned int each = 0; each < iteration_count; ++each) {
            if (each > 0) {
                mbedtls_md_hmac_update(&hash, round, size);
            }
            failure = mbedtls_md_hmac_finish(&hash, round);
            mbedtls_md_hmac_reset(&hash);
            for (size_t place = 0; place < size; ++place) {
                sum[place] ^= round[place];
            }
        }
        const uint32_t used = key_length < size ? key_length : static_cast<uint32_t>(size);
        memcpy(output, sum, used);
        output += used;
        key_length -= used;
    }
    mbedtls_md_free(&hash);
    return failure;
}

int mbedtls_pkcs5_pbkdf2_hmac(mbedtls_md_context_t* ctx, const unsigned char* password, size_t plen,
                              const unsigned char* salt, size_t slen, unsigned int iteration_count,
                              uint32_t key_length, unsigned char* output) {
    return mbedtls_pkcs5_pbkdf2_hmac_ext(mbedtls_md_get_type(ctx->md_info), password, plen, salt, slen, iteration_count,
                                         key_length, output);
}

}  // extern "C"
