// AES by Mbed TLS's names, on the blocks that all cores share.
#include <mbedtls/aes.h>
#include <string.h>

#include "oceanhil/aes.h"

namespace {

oceanhil::AesKey key_of(const mbedtls_aes_context& context) {
    oceanhil::AesKey key = {};
    memcpy(key.words, context.keys, sizeof key.words);
    key.rounds = static_cast<uint32_t>(context.rounds);
    return key;
}

void add_bytes(uint8_t* to, const uint8_t* other) {
    for (size_t at = 0; at < oceanhil::kAesBlockBytes; ++at) {
        to[at] = static_cast<uint8_t>(to[at] ^ other[at]);
    }
}

void count_on(uint8_t* counter) {
    for (size_t at = oceanhil::kAesBlockBytes; at-- > 0 && ++counter[at] == 0;) {
    }
}

}  // namespace

extern "C" {

void mbedtls_aes_init(mbedtls_aes_context* ctx) { *ctx = {}; }

void mbedtls_aes_free(mbedtls_aes_context* ctx) {
    if (ctx != nullptr) {
        *ctx = {};
    }
}

int mbedtls_aes_setkey_enc(mbedtls_aes_context* ctx, const unsigned char* key, unsigned int keybits) {
    oceanhil::AesKey made = {};
    if (keybits % 8 != 0 || !made.take(key, keybits / 8)) {
        return MBEDTLS_ERR_AES_INVALID_KEY_LENGTH;
    }
    memcpy(ctx->keys, made.words, sizeof ctx->keys);
    ctx->rounds = static_cast<int>(made.rounds);
    return 0;
}

int mbedtls_aes_setkey_dec(mbedtls_aes_context* ctx, const unsigned char* key, unsigned int keybits) {
    return mbedtls_aes_setkey_enc(ctx, key, keybits);
}

int mbedtls_aes_crypt_ecb(mbedtls_aes_context* ctx, int mode, const unsigned char input[16], unsigned char output[16]) {
    if (mode != MBEDTLS_AES_ENCRYPT && mode != MBEDTLS_AES_DECRYPT) {
        return MBEDTLS_ERR_AES_BAD_INPUT_DATA;
    }
    memmove(output, input, oceanhil::kAesBlockBytes);
    if (mode == MBEDTLS_AES_ENCRYPT) {
        key_of(*ctx).encrypt(output);
    } else {
        key_of(*ctx).decrypt(output);
    }
    return 0;
}

int mbedtls_aes_crypt_cbc(mbedtls_aes_context* ctx, int mode, size_t length, unsigned char iv[16],
                          const unsigned char* input, unsigned char* output) {
    if (mode != MBEDTLS_AES_ENCRYPT && mode != MBEDTLS_AES_DECRYPT) {
        return MBEDTLS_ERR_AES_BAD_INPUT_DATA;
    }
    if (length % oceanhil::kAesBlockBytes != 0) {
        return MBEDTLS_ERR_AES_INVALID_INPUT_LENGTH;
    }
    const oceanhil::AesKey key = key_of(*ctx);
    for (size_t at = 0; at < length; at += oceanhil::kAesBlockBytes) {
        uint8_t block[oceanhil::kAesBlockBytes];
        uint8_t next[oceanhil::kAesBlockBytes];
        memcpy(block, input + at, sizeof block);
        memcpy(next, block, sizeof next);
        if (mode == MBEDTLS_AES_ENCRYPT) {
            add_bytes(block, iv);
            key.encrypt(block);
            memcpy(next, block, sizeof next);
        } else {
            key.decrypt(block);
            add_bytes(block, iv);
        }
        memcpy(iv, next, sizeof next);
        memcpy(output + at, block, sizeof block);
    }
    return 0;
}

int mbedtls_aes_crypt_ctr(mbedtls_aes_context* ctx, size_t length, size_t* nc_off, unsigned char nonce_counter[16],
                          unsigned char stream_block[16], const unsigned char* input, unsigned char* output) {
    if (*nc_off >= oceanhil::kAesBlockBytes) {
        return MBEDTLS_ERR_AES_BAD_INPUT_DATA;
    }
    const oceanhil::AesKey key = key_of(*ctx);
    for (size_t at = 0; at < length; ++at) {
        if (*nc_off == 0) {
            memcpy(stream_block, nonce_counter, oceanhil::kAesBlockBytes);
            key.encrypt(stream_block);
            count_on(nonce_counter);
        }
        output[at] = static_cast<unsigned char>(input[at] ^ stream_block[*nc_off]);
        *nc_off = (*nc_off + 1) % oceanhil::kAesBlockBytes;
    }
    return 0;
}

}  // extern "C"
