// AES in Galois/Counter Mode. Facts: NIST SP 800-38D; library/gcm.c of Mbed TLS 3.6.
#include <mbedtls/gcm.h>
#include <mbedtls/platform_util.h>
#include <string.h>

namespace oceanhil::gcm {

namespace {

constexpr size_t kBlock = 16;
constexpr size_t kUsualNonce = 12;
constexpr size_t kLeastTag = 4;
constexpr uint8_t kPolynomial = 0xE1;
constexpr uint64_t kMostText = 0xFFFFFFFE0ULL;

/// The product of two elements of GF(2^128), bits as in the standard: the first of all is that of the highest power.
void multiply(uint8_t* by, const uint8_t* key) {
    uint8_t product[kBlock] = {};
    uint8_t shifted[kBlock];
    memcpy(shifted, key, kBlock);
    for (size_t bit = 0; bit < kBlock * 8; ++bit) {
        if ((by[bit / 8] >> (7 - bit % 8) & 1) != 0) {
            for (size_t each = 0; each < kBlock; ++each) {
                product[each] ^= shifted[each];
            }
        }
        const bool falls_out = (shifted[kBlock - 1] & 1) != 0;
        for (size_t each = kBlock - 1; each > 0; --each) {
            shifted[each] = static_cast<uint8_t>(shifted[each] >> 1 | shifted[each - 1] << 7);
        }
        shifted[0] = static_cast<uint8_t>(shifted[0] >> 1 ^ (falls_out ? kPolynomial : 0));
    }
    memcpy(by, product, kBlock);
}

/// Takes bytes into the sum, of which `before` of this kind are in it already.
void add_to_sum(mbedtls_gcm_context& ctx, uint64_t before, const uint8_t* bytes, size_t count) {
    for (size_t each = 0; each < count; ++each) {
        const size_t place = static_cast<size_t>((before + each) % kBlock);
        ctx.sum[place] ^= bytes[each];
        if (place == kBlock - 1) {
            multiply(ctx.sum, ctx.hash_key);
        }
    }
}

/// What is not a whole block counts as one filled with zeros.
void close_block(mbedtls_gcm_context& ctx, uint64_t before) {
    if (before % kBlock != 0) {
        multiply(ctx.sum, ctx.hash_key);
    }
}

void add_lengths(mbedtls_gcm_context& ctx, uint64_t first, uint64_t second) {
    for (size_t each = 0; each < 8; ++each) {
        ctx.sum[each] ^= static_cast<uint8_t>(first * 8 >> (56 - 8 * each));
        ctx.sum[8 + each] ^= static_cast<uint8_t>(second * 8 >> (56 - 8 * each));
    }
    multiply(ctx.sum, ctx.hash_key);
}

void count_block(uint8_t* counter) {
    for (size_t each = kBlock; each-- > kUsualNonce && ++counter[each] == 0;) {
    }
}

void take_nonce(mbedtls_gcm_context& ctx, const uint8_t* nonce, size_t count) {
    memset(ctx.counter, 0, kBlock);
    if (count == kUsualNonce) {
        memcpy(ctx.counter, nonce, count);
        ctx.counter[kBlock - 1] = 1;
        return;
    }
    memset(ctx.sum, 0, kBlock);
    add_to_sum(ctx, 0, nonce, count);
    close_block(ctx, count);
    add_lengths(ctx, 0, count);
    memcpy(ctx.counter, ctx.sum, kBlock);
}

}  // namespace

}  // namespace oceanhil::gcm

using oceanhil::gcm::kBlock;

extern "C" {

void mbedtls_platform_zeroize(void* buf, size_t len) { explicit_bzero(buf, len); }

void mbedtls_gcm_init(mbedtls_gcm_context* ctx) { *ctx = {}; }

void mbedtls_gcm_free(mbedtls_gcm_context* ctx) {
    if (ctx != nullptr) {
        mbedtls_platform_zeroize(ctx, sizeof *ctx);
    }
}

int mbedtls_gcm_setkey(mbedtls_gcm_context* ctx, mbedtls_cipher_id_t cipher, const unsigned char* key,
                       unsigned int keybits) {
    const bool is_key = keybits == 128 || keybits == 192 || keybits == 256;
    if (cipher != MBEDTLS_CIPHER_ID_AES || !is_key) {
        return MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    mbedtls_aes_init(&ctx->aes);
    mbedtls_aes_setkey_enc(&ctx->aes, key, keybits);
    const uint8_t nothing[kBlock] = {};
    return mbedtls_aes_crypt_ecb(&ctx->aes, MBEDTLS_AES_ENCRYPT, nothing, ctx->hash_key);
}

int mbedtls_gcm_starts(mbedtls_gcm_context* ctx, int mode, const unsigned char* iv, size_t iv_len) {
    if (iv_len == 0) {
        return MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    oceanhil::gcm::take_nonce(*ctx, iv, iv_len);
    mbedtls_aes_crypt_ecb(&ctx->aes, MBEDTLS_AES_ENCRYPT, ctx->counter, ctx->first_mask);
    memset(ctx->sum, 0, kBlock);
    ctx->added = ctx->done = 0;
    ctx->mode = mode;
    return 0;
}

int mbedtls_gcm_update_ad(mbedtls_gcm_context* ctx, const unsigned char* add, size_t add_len) {
    oceanhil::gcm::add_to_sum(*ctx, ctx->added, add, add_len);
    ctx->added += add_len;
    return 0;
}

int mbedtls_gcm_update(mbedtls_gcm_context* ctx, const unsigned char* input, size_t input_length, unsigned char* output,
                       size_t output_size, size_t* output_length) {
    if (output_size < input_length) {
        return MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL;
    }
    if (ctx->done + input_length > oceanhil::gcm::kMostText) {
        return MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    if (ctx->done == 0) {
        oceanhil::gcm::close_block(*ctx, ctx->added);
    }
    for (size_t each = 0; each < input_length; ++each) {
        const size_t place = static_cast<size_t>(ctx->done % kBlock);
        if (place == 0) {
            oceanhil::gcm::count_block(ctx->counter);
            mbedtls_aes_crypt_ecb(&ctx->aes, MBEDTLS_AES_ENCRYPT, ctx->counter, ctx->stream);
        }
        const uint8_t given = input[each];
        output[each] = static_cast<uint8_t>(given ^ ctx->stream[place]);
        // What is encrypted counts, not what it means.
        oceanhil::gcm::add_to_sum(*ctx, ctx->done, ctx->mode == MBEDTLS_GCM_ENCRYPT ? &output[each] : &given, 1);
        ++ctx->done;
    }
    *output_length = input_length;
    return 0;
}

int mbedtls_gcm_finish(mbedtls_gcm_context* ctx, unsigned char*, size_t, size_t* output_length, unsigned char* tag,
                       size_t tag_len) {
    *output_length = 0;
    if (tag_len < oceanhil::gcm::kLeastTag || tag_len > kBlock) {
        return MBEDTLS_ERR_GCM_BAD_INPUT;
    }
    oceanhil::gcm::close_block(*ctx, ctx->done == 0 ? ctx->added : ctx->done);
    oceanhil::gcm::add_lengths(*ctx, ctx->added, ctx->done);
    for (size_t each = 0; each < tag_len; ++each) {
        tag[each] = static_cast<uint8_t>(ctx->sum[each] ^ ctx->first_mask[each]);
    }
    return 0;
}

int mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context* ctx, int mode, size_t length, const unsigned char* iv, size_t iv_len,
                              const unsigned char* add, size_t add_len, const unsigned char* input,
                              unsigned char* output, size_t tag_len, unsigned char* tag) {
    size_t written = 0;
    int failure = mbedtls_gcm_starts(ctx, mode, iv, iv_len);
    failure = failure != 0 ? failure : mbedtls_gcm_update_ad(ctx, add, add_len);
    failure = failure != 0 ? failure : mbedtls_gcm_update(ctx, input, length, output, length, &written);
    return failure != 0 ? failure : mbedtls_gcm_finish(ctx, nullptr, 0, &written, tag, tag_len);
}

int mbedtls_gcm_auth_decrypt(mbedtls_gcm_context* ctx, size_t length, const unsigned char* iv, size_t iv_len,
                             const unsigned char* add, size_t add_len, const unsigned char* tag, size_t tag_len,
                             const unsigned char* input, unsigned char* output) {
    uint8_t made[kBlock];
    const int failure = mbedtls_gcm_crypt_and_tag(ctx, MBEDTLS_GCM_DECRYPT, length, iv, iv_len, add, add_len, input,
                                                  output, tag_len, made);
    if (failure != 0) {
        return failure;
    }
    if (memcmp(made, tag, tag_len) != 0) {
        mbedtls_platform_zeroize(output, length);
        return MBEDTLS_ERR_GCM_AUTH_FAILED;
    }
    return 0;
}

}  // extern "C"
