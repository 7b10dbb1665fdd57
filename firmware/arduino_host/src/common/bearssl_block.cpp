// AES of BearSSL. Facts: inc/bearssl_block.h and src/symcipher of BearSSL 0.6.
#include "oceanhil/bearssl_block.h"

#include <string.h>

#include "oceanhil/aes.h"

namespace {

using oceanhil::AesKey;
using oceanhil::kAesBlockBytes;

constexpr unsigned kLogBlockBytes = 4;
constexpr size_t kBytesBeforeCounter = 12;

/// A key of another length leaves no rounds.
template <typename Context, typename Kind>
void take_key(Context* context, const Kind& kind, const void* key, size_t bytes) {
    AesKey made = {};
    made.take(static_cast<const uint8_t*>(key), bytes);
    context->vtable = &kind;
    memcpy(context->skey, made.words, sizeof context->skey);
    context->num_rounds = made.rounds;
}

template <typename Context>
AesKey key_of(const Context& context) {
    AesKey key = {};
    memcpy(key.words, context.skey, sizeof key.words);
    key.rounds = context.num_rounds;
    return key;
}

void add_bytes(uint8_t* to, const uint8_t* other, size_t bytes) {
    for (size_t at = 0; at < bytes; ++at) {
        to[at] = static_cast<uint8_t>(to[at] ^ other[at]);
    }
}

void chain(const br_aes_big_cbcenc_keys* context, void* iv, void* data, size_t bytes) {
    const AesKey key = key_of(*context);
    auto* const last = static_cast<uint8_t*>(iv);
    auto* block = static_cast<uint8_t*>(data);
    for (size_t left = bytes; left >= kAesBlockBytes; left -= kAesBlockBytes, block += kAesBlockBytes) {
        add_bytes(block, last, kAesBlockBytes);
        key.encrypt(block);
        memcpy(last, block, kAesBlockBytes);
    }
}

void unchain(const br_aes_big_cbcdec_keys* context, void* iv, void* data, size_t bytes) {
    const AesKey key = key_of(*context);
    auto* const last = static_cast<uint8_t*>(iv);
    auto* block = static_cast<uint8_t*>(data);
    for (size_t left = bytes; left >= kAesBlockBytes; left -= kAesBlockBytes, block += kAesBlockBytes) {
        uint8_t came[kAesBlockBytes];
        memcpy(came, block, sizeof came);
        key.decrypt(block);
        add_bytes(block, last, kAesBlockBytes);
        memcpy(last, came, sizeof came);
    }
}

/// Each block that was begun counts.
uint32_t count(const br_aes_big_ctr_keys* context, const void* iv, uint32_t counter, void* data, size_t bytes) {
    const AesKey key = key_of(*context);
    auto* const begin = static_cast<uint8_t*>(data);
    for (size_t at = 0; at < bytes; at += kAesBlockBytes, ++counter) {
        uint8_t stream[kAesBlockBytes];
        memcpy(stream, iv, kBytesBeforeCounter);
        for (size_t each = 0; each < sizeof counter; ++each) {
            stream[kBytesBeforeCounter + each] = static_cast<uint8_t>(counter >> (24 - 8 * each));
        }
        key.encrypt(stream);
        add_bytes(begin + at, stream, bytes - at < kAesBlockBytes ? bytes - at : kAesBlockBytes);
    }
    return counter;
}

}  // namespace

// One make of AES: its functions, and these by a pointer to the first member of a context.
#define OCEANHIL_AES_OF(make)                                                                                          \
    extern "C" {                                                                                                       \
    void br_aes_##make##_cbcenc_init(br_aes_##make##_cbcenc_keys* ctx, const void* key, size_t len) {                  \
        take_key(ctx, br_aes_##make##_cbcenc_vtable, key, len);                                                        \
    }                                                                                                                  \
    void br_aes_##make##_cbcenc_run(const br_aes_##make##_cbcenc_keys* ctx, void* iv, void* data, size_t len) {        \
        chain(ctx, iv, data, len);                                                                                     \
    }                                                                                                                  \
    void br_aes_##make##_cbcdec_init(br_aes_##make##_cbcdec_keys* ctx, const void* key, size_t len) {                  \
        take_key(ctx, br_aes_##make##_cbcdec_vtable, key, len);                                                        \
    }                                                                                                                  \
    void br_aes_##make##_cbcdec_run(const br_aes_##make##_cbcdec_keys* ctx, void* iv, void* data, size_t len) {        \
        unchain(ctx, iv, data, len);                                                                                   \
    }                                                                                                                  \
    void br_aes_##make##_ctr_init(br_aes_##make##_ctr_keys* ctx, const void* key, size_t len) {                        \
        take_key(ctx, br_aes_##make##_ctr_vtable, key, len);                                                           \
    }                                                                                                                  \
    uint32_t br_aes_##make##_ctr_run(const br_aes_##make##_ctr_keys* ctx, const void* iv, uint32_t cc, void* data,     \
                                     size_t len) {                                                                     \
        return count(ctx, iv, cc, data, len);                                                                          \
    }                                                                                                                  \
    }                                                                                                                  \
    const br_block_cbcenc_class br_aes_##make##_cbcenc_vtable = {                                                      \
        sizeof(br_aes_##make##_cbcenc_keys), kAesBlockBytes, kLogBlockBytes,                                           \
        [](const br_block_cbcenc_class** ctx, const void* key, size_t len) {                                           \
            br_aes_##make##_cbcenc_init(reinterpret_cast<br_aes_##make##_cbcenc_keys*>(ctx), key, len);                \
        },                                                                                                             \
        [](const br_block_cbcenc_class* const* ctx, void* iv, void* data, size_t len) {                                \
            chain(reinterpret_cast<const br_aes_##make##_cbcenc_keys*>(ctx), iv, data, len);                           \
        }};                                                                                                            \
    const br_block_cbcdec_class br_aes_##make##_cbcdec_vtable = {                                                      \
        sizeof(br_aes_##make##_cbcdec_keys), kAesBlockBytes, kLogBlockBytes,                                           \
        [](const br_block_cbcdec_class** ctx, const void* key, size_t len) {                                           \
            br_aes_##make##_cbcdec_init(reinterpret_cast<br_aes_##make##_cbcdec_keys*>(ctx), key, len);                \
        },                                                                                                             \
        [](const br_block_cbcdec_class* const* ctx, void* iv, void* data, size_t len) {                                \
            unchain(reinterpret_cast<const br_aes_##make##_cbcdec_keys*>(ctx), iv, data, len);                         \
        }};                                                                                                            \
    const br_block_ctr_class br_aes_##make##_ctr_vtable = {                                                            \
        sizeof(br_aes_##make##_ctr_keys), kAesBlockBytes, kLogBlockBytes,                                              \
        [](const br_block_ctr_class** ctx, const void* key, size_t len) {                                              \
            br_aes_##make##_ctr_init(reinterpret_cast<br_aes_##make##_ctr_keys*>(ctx), key, len);                      \
        },                                                                                                             \
        [](const br_block_ctr_class* const* ctx, const void* iv, uint32_t cc, void* data, size_t len) {                \
            return count(reinterpret_cast<const br_aes_##make##_ctr_keys*>(ctx), iv, cc, data, len);                   \
        }};

OCEANHIL_AES_OF(big)
OCEANHIL_AES_OF(small)
OCEANHIL_AES_OF(ct)
OCEANHIL_AES_OF(ct64)
