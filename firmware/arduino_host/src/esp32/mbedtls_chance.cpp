// Chance and its generator. Facts: NIST SP 800-90A, 10.2.1 and 10.3.2; library/ctr_drbg.c, entropy.c, version.c and error.c of Mbed
// TLS 3.6.
#include <machine.h>
#include <mbedtls/aes.h>
#include <mbedtls/base64.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/md.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/version.h>
#include <string.h>

#include "oceanhil/format.h"

namespace oceanhil::drbg {

namespace {

constexpr size_t kBlock = MBEDTLS_CTR_DRBG_BLOCKSIZE;
constexpr size_t kKey = MBEDTLS_CTR_DRBG_KEYSIZE;
constexpr size_t kSeed = MBEDTLS_CTR_DRBG_SEEDLEN;
constexpr unsigned kKeyBits = 256;
constexpr size_t kHead = kBlock + 8;
constexpr uint8_t kEndOfInput = 0x80;

void count_on(uint8_t* counter) {
    for (size_t each = kBlock; each-- > 0 && ++counter[each] == 0;) {
    }
}

/// The derivation function: whatever there is becomes a seed.
void derive(uint8_t* seed, const uint8_t* data, size_t count) {
    uint8_t text[kHead + MBEDTLS_CTR_DRBG_MAX_SEED_INPUT + kBlock] = {};
    const auto length = static_cast<uint32_t>(count);
    for (size_t each = 0; each < 4; ++each) {
        text[kBlock + each] = static_cast<uint8_t>(length >> (24 - 8 * each));
    }
    text[kBlock + 7] = kSeed;
    memcpy(text + kHead, data, count);
    text[kHead + count] = kEndOfInput;
    const size_t blocks = (kHead + count + 1 + kBlock - 1) / kBlock;
    mbedtls_aes_context aes;
    uint8_t key[kKey];
    for (size_t each = 0; each < kKey; ++each) {
        key[each] = static_cast<uint8_t>(each);
    }
    mbedtls_aes_setkey_enc(&aes, key, kKeyBits);
    uint8_t made[kSeed];
    for (size_t part = 0; part < kSeed; part += kBlock) {
        text[3] = static_cast<uint8_t>(part / kBlock);
        uint8_t chain[kBlock] = {};
        for (size_t block = 0; block < blocks; ++block) {
            for (size_t each = 0; each < kBlock; ++each) {
                chain[each] ^= text[block * kBlock + each];
            }
            mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, chain, chain);
        }
        memcpy(made + part, chain, kBlock);
    }
    mbedtls_aes_setkey_enc(&aes, made, kKeyBits);
    uint8_t chain[kBlock];
    memcpy(chain, made + kKey, kBlock);
    for (size_t part = 0; part < kSeed; part += kBlock) {
        mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, chain, chain);
        memcpy(seed + part, chain, kBlock);
    }
}

void update(mbedtls_ctr_drbg_context& ctx, const uint8_t* seed) {
    uint8_t made[kSeed];
    for (size_t part = 0; part < kSeed; part += kBlock) {
        count_on(ctx.counter);
        mbedtls_aes_crypt_ecb(&ctx.aes_ctx, MBEDTLS_AES_ENCRYPT, ctx.counter, made + part);
    }
    for (size_t each = 0; each < kSeed; ++each) {
        made[each] ^= seed[each];
    }
    mbedtls_aes_setkey_enc(&ctx.aes_ctx, made, kKeyBits);
    memcpy(ctx.counter, made + kKey, kBlock);
}

int reseed(mbedtls_ctr_drbg_context& ctx, const uint8_t* more, size_t count, size_t nonce) {
    uint8_t input[MBEDTLS_CTR_DRBG_MAX_SEED_INPUT];
    if (ctx.entropy_len + nonce > sizeof input || count > sizeof input - ctx.entropy_len - nonce) {
        return MBEDTLS_ERR_CTR_DRBG_INPUT_TOO_BIG;
    }
    size_t filled = ctx.entropy_len;
    if (ctx.f_entropy(ctx.p_entropy, input, ctx.entropy_len) != 0) {
        return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
    }
    if (nonce > 0) {
        if (ctx.f_entropy(ctx.p_entropy, input + filled, nonce) != 0) {
            return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
        }
        filled += nonce;
    }
    if (more != nullptr && count > 0) {
        memcpy(input + filled, more, count);
        filled += count;
    }
    uint8_t seed[kSeed];
    derive(seed, input, filled);
    update(ctx, seed);
    ctx.reseed_counter = 1;
    return 0;
}

struct Text {
    int code;
    const char* text;
};

constexpr Text kTexts[] = {
    {MBEDTLS_ERR_ERROR_GENERIC_ERROR, "ERROR - Generic error"},
    {MBEDTLS_ERR_ERROR_CORRUPTION_DETECTED, "ERROR - This is a bug in the library"},
    {MBEDTLS_ERR_AES_INVALID_KEY_LENGTH, "AES - Invalid key length"},
    {MBEDTLS_ERR_AES_BAD_INPUT_DATA, "AES - Invalid input data"},
    {MBEDTLS_ERR_AES_INVALID_INPUT_LENGTH, "AES - Invalid data input length"},
    {MBEDTLS_ERR_BASE64_BUFFER_TOO_SMALL, "BASE64 - Output buffer too small"},
    {MBEDTLS_ERR_BASE64_INVALID_CHARACTER, "BASE64 - Invalid character in input"},
    {MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED, "CTR_DRBG - The entropy source failed"},
    {MBEDTLS_ERR_CTR_DRBG_REQUEST_TOO_BIG, "CTR_DRBG - The requested random buffer length is too big"},
    {MBEDTLS_ERR_CTR_DRBG_INPUT_TOO_BIG, "CTR_DRBG - The input (entropy + additional data) is too large"},
    {MBEDTLS_ERR_ENTROPY_SOURCE_FAILED, "ENTROPY - Critical entropy source failure"},
    {MBEDTLS_ERR_GCM_AUTH_FAILED, "GCM - Authenticated decryption failed"},
    {MBEDTLS_ERR_GCM_BAD_INPUT, "GCM - Bad input parameters to function"},
    {MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL, "GCM - An output buffer is too small"},
    {MBEDTLS_ERR_HKDF_BAD_INPUT_DATA, "HKDF - Bad input parameters to function"},
    {MBEDTLS_ERR_MD_FEATURE_UNAVAILABLE, "MD - The selected feature is not available"},
    {MBEDTLS_ERR_MD_BAD_INPUT_DATA, "MD - Bad input parameters to function"},
    {MBEDTLS_ERR_MD_ALLOC_FAILED, "MD - Failed to allocate memory"},
    {MBEDTLS_ERR_PKCS5_BAD_INPUT_DATA, "PKCS5 - Bad input parameters to function"},
};

}  // namespace

}  // namespace oceanhil::drbg

extern "C" {

void mbedtls_entropy_init(mbedtls_entropy_context* ctx) { ctx->is_there = 1; }
void mbedtls_entropy_free(mbedtls_entropy_context* ctx) { ctx->is_there = 0; }

int mbedtls_entropy_func(void*, unsigned char* output, size_t len) {
    if (len > MBEDTLS_ENTROPY_BLOCK_SIZE) {
        return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    }
    for (size_t each = 0; each < len; ++each) {
        output[each] = static_cast<unsigned char>(oceanhil::machine::random_32());
    }
    return 0;
}

void mbedtls_ctr_drbg_init(mbedtls_ctr_drbg_context* ctx) {
    *ctx = {};
    mbedtls_aes_init(&ctx->aes_ctx);
    ctx->reseed_counter = -1;
    ctx->reseed_interval = MBEDTLS_CTR_DRBG_RESEED_INTERVAL;
}

void mbedtls_ctr_drbg_free(mbedtls_ctr_drbg_context* ctx) {
    if (ctx != nullptr) {
        mbedtls_platform_zeroize(ctx, sizeof *ctx);
        mbedtls_ctr_drbg_init(ctx);
    }
}

int mbedtls_ctr_drbg_seed(mbedtls_ctr_drbg_context* ctx, int (*f_entropy)(void*, unsigned char*, size_t), void* p_entropy,
                          const unsigned char* custom, size_t len) {
    ctx->f_entropy = f_entropy;
    ctx->p_entropy = p_entropy;
    if (ctx->entropy_len == 0) {
        ctx->entropy_len = MBEDTLS_CTR_DRBG_ENTROPY_LEN;
    }
    // So much entropy is half as much again as the key, which is the nonce, too.
    const size_t nonce = ctx->entropy_len >= oceanhil::drbg::kKey * 3 / 2 ? 0 : (ctx->entropy_len + 1) / 2;
    const uint8_t key[oceanhil::drbg::kKey] = {};
    mbedtls_aes_setkey_enc(&ctx->aes_ctx, key, oceanhil::drbg::kKeyBits);
    memset(ctx->counter, 0, sizeof ctx->counter);
    return oceanhil::drbg::reseed(*ctx, custom, len, nonce);
}

void mbedtls_ctr_drbg_set_prediction_resistance(mbedtls_ctr_drbg_context* ctx, int resistance) {
    ctx->prediction_resistance = resistance;
}

void mbedtls_ctr_drbg_set_entropy_len(mbedtls_ctr_drbg_context* ctx, size_t len) { ctx->entropy_len = len; }
void mbedtls_ctr_drbg_set_reseed_interval(mbedtls_ctr_drbg_context* ctx, int interval) { ctx->reseed_interval = interval; }

int mbedtls_ctr_drbg_reseed(mbedtls_ctr_drbg_context* ctx, const unsigned char* additional, size_t len) {
    return oceanhil::drbg::reseed(*ctx, additional, len, 0);
}

int mbedtls_ctr_drbg_random_with_add(void* p_rng, unsigned char* output, size_t output_len,
                                     const unsigned char* additional, size_t add_len) {
    auto& ctx = *static_cast<mbedtls_ctr_drbg_context*>(p_rng);
    if (output_len > MBEDTLS_CTR_DRBG_MAX_REQUEST || add_len > MBEDTLS_CTR_DRBG_MAX_INPUT) {
        return output_len > MBEDTLS_CTR_DRBG_MAX_REQUEST ? MBEDTLS_ERR_CTR_DRBG_REQUEST_TOO_BIG
                                                         : MBEDTLS_ERR_CTR_DRBG_INPUT_TOO_BIG;
    }
    uint8_t seed[oceanhil::drbg::kSeed] = {};
    if (ctx.reseed_counter > ctx.reseed_interval || ctx.prediction_resistance != 0) {
        const int failure = mbedtls_ctr_drbg_reseed(&ctx, additional, add_len);
        if (failure != 0) {
            return failure;
        }
        add_len = 0;
    }
    if (add_len > 0) {
        oceanhil::drbg::derive(seed, additional, add_len);
        oceanhil::drbg::update(ctx, seed);
    }
    for (size_t made = 0; made < output_len; made += oceanhil::drbg::kBlock) {
        uint8_t block[oceanhil::drbg::kBlock];
        oceanhil::drbg::count_on(ctx.counter);
        mbedtls_aes_crypt_ecb(&ctx.aes_ctx, MBEDTLS_AES_ENCRYPT, ctx.counter, block);
        const size_t left = output_len - made;
        memcpy(output + made, block, left < sizeof block ? left : sizeof block);
    }
    oceanhil::drbg::update(ctx, seed);
    ++ctx.reseed_counter;
    return 0;
}

int mbedtls_ctr_drbg_random(void* p_rng, unsigned char* output, size_t output_len) {
    return mbedtls_ctr_drbg_random_with_add(p_rng, output, output_len, nullptr, 0);
}

unsigned int mbedtls_version_get_number(void) { return MBEDTLS_VERSION_NUMBER; }
void mbedtls_version_get_string(char* string) { strcpy(string, MBEDTLS_VERSION_STRING); }
void mbedtls_version_get_string_full(char* string) { strcpy(string, MBEDTLS_VERSION_STRING_FULL); }

void mbedtls_strerror(int errnum, char* buffer, size_t buflen) {
    if (buflen == 0) {
        return;
    }
    for (const auto& each : oceanhil::drbg::kTexts) {
        if (each.code == errnum) {
            oceanhil_snprintf(buffer, buflen, "%s", each.text);
            return;
        }
    }
    oceanhil_snprintf(buffer, buflen, "UNKNOWN ERROR CODE (%04X)", static_cast<unsigned>(errnum < 0 ? -errnum : errnum));
}

}  // extern "C"
