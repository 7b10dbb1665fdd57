#include <mbedtls/md.h>
#include <stdlib.h>
#include <string.h>

#include <new>

#include "oceanhil/md5.h"
#include "oceanhil/sha.h"

/// A kind of digest, and how it is computed in a memory of `bytes`.
struct mbedtls_md_info_t {
    const char* name;
    mbedtls_md_type_t type;
    unsigned char size;
    size_t block_bytes;
    size_t bytes;
    void (*begin)(void* hash);
    void (*add)(void* hash, const uint8_t* data, size_t bytes);
    void (*end)(void* hash, uint8_t* digest);
};

namespace oceanhil::mbedtls {

namespace {

// RFC 2104, section 2.
constexpr uint8_t kInner = 0x36;
constexpr uint8_t kOuter = 0x5C;

template <typename Hash, bool... kShort>
mbedtls_md_info_t kind(const char* name, mbedtls_md_type_t type, unsigned char size) {
    return {name,
            type,
            size,
            Hash::kBlockBytes,
            sizeof(Hash),
            [](void* hash) { (new (hash) Hash)->begin(kShort...); },
            [](void* hash, const uint8_t* data, size_t bytes) { static_cast<Hash*>(hash)->add(data, bytes); },
            [](void* hash, uint8_t* digest) { static_cast<Hash*>(hash)->end(digest); }};
}

const mbedtls_md_info_t kinds[] = {
    kind<Md5>("MD5", MBEDTLS_MD_MD5, 16),
    kind<Sha1>("SHA1", MBEDTLS_MD_SHA1, 20),
    kind<Sha256, true>("SHA224", MBEDTLS_MD_SHA224, 28),
    kind<Sha256, false>("SHA256", MBEDTLS_MD_SHA256, 32),
    kind<Sha512, true>("SHA384", MBEDTLS_MD_SHA384, 48),
    kind<Sha512, false>("SHA512", MBEDTLS_MD_SHA512, 64),
};

bool is_ready(const mbedtls_md_context_t* ctx) { return ctx != nullptr && ctx->md_info != nullptr; }

bool is_keyed(const mbedtls_md_context_t* ctx) { return is_ready(ctx) && ctx->hmac_ctx != nullptr; }

/// The two blocks of a key, one after the other.
uint8_t* pad_of(const mbedtls_md_context_t* ctx, bool is_outer) {
    return static_cast<uint8_t*>(ctx->hmac_ctx) + (is_outer ? ctx->md_info->block_bytes : 0);
}

void begin_with(mbedtls_md_context_t* ctx, bool is_outer) {
    ctx->md_info->begin(ctx->md_ctx);
    ctx->md_info->add(ctx->md_ctx, pad_of(ctx, is_outer), ctx->md_info->block_bytes);
}

}  // namespace

}  // namespace oceanhil::mbedtls

extern "C" {

using oceanhil::mbedtls::is_keyed;
using oceanhil::mbedtls::is_ready;

const mbedtls_md_info_t* mbedtls_md_info_from_type(mbedtls_md_type_t md_type) {
    for (const mbedtls_md_info_t& each : oceanhil::mbedtls::kinds) {
        if (each.type == md_type) {
            return &each;
        }
    }
    return nullptr;
}

const mbedtls_md_info_t* mbedtls_md_info_from_string(const char* md_name) {
    for (const mbedtls_md_info_t& each : oceanhil::mbedtls::kinds) {
        if (md_name != nullptr && strcmp(each.name, md_name) == 0) {
            return &each;
        }
    }
    return nullptr;
}

unsigned char mbedtls_md_get_size(const mbedtls_md_info_t* md_info) { return md_info == nullptr ? 0 : md_info->size; }

mbedtls_md_type_t mbedtls_md_get_type(const mbedtls_md_info_t* md_info) {
    return md_info == nullptr ? MBEDTLS_MD_NONE : md_info->type;
}

const char* mbedtls_md_get_name(const mbedtls_md_info_t* md_info) {
    return md_info == nullptr ? nullptr : md_info->name;
}

void mbedtls_md_init(mbedtls_md_context_t* ctx) { *ctx = {}; }

void mbedtls_md_free(mbedtls_md_context_t* ctx) {
    if (ctx != nullptr) {
        free(ctx->md_ctx);
        free(ctx->hmac_ctx);
        *ctx = {};
    }
}

int mbedtls_md_setup(mbedtls_md_context_t* ctx, const mbedtls_md_info_t* md_info, int hmac) {
    if (ctx == nullptr || md_info == nullptr) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    ctx->md_ctx = malloc(md_info->bytes);
    ctx->hmac_ctx = hmac != 0 ? calloc(2, md_info->block_bytes) : nullptr;
    if (ctx->md_ctx == nullptr || (hmac != 0 && ctx->hmac_ctx == nullptr)) {
        mbedtls_md_free(ctx);
        return MBEDTLS_ERR_MD_ALLOC_FAILED;
    }
    ctx->md_info = md_info;
    return 0;
}

int mbedtls_md_starts(mbedtls_md_context_t* ctx) {
    if (!is_ready(ctx)) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    ctx->md_info->begin(ctx->md_ctx);
    return 0;
}

int mbedtls_md_update(mbedtls_md_context_t* ctx, const unsigned char* input, size_t ilen) {
    if (!is_ready(ctx)) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    ctx->md_info->add(ctx->md_ctx, input, ilen);
    return 0;
}

int mbedtls_md_finish(mbedtls_md_context_t* ctx, unsigned char* output) {
    if (!is_ready(ctx)) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    ctx->md_info->end(ctx->md_ctx, output);
    return 0;
}

int mbedtls_md(const mbedtls_md_info_t* md_info, const unsigned char* input, size_t ilen, unsigned char* output) {
    mbedtls_md_context_t ctx;
    mbedtls_md_init(&ctx);
    const int failed = mbedtls_md_setup(&ctx, md_info, 0);
    if (failed == 0) {
        mbedtls_md_starts(&ctx);
        mbedtls_md_update(&ctx, input, ilen);
        mbedtls_md_finish(&ctx, output);
    }
    mbedtls_md_free(&ctx);
    return failed;
}

int mbedtls_md_hmac_starts(mbedtls_md_context_t* ctx, const unsigned char* key, size_t keylen) {
    if (!is_keyed(ctx)) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    const size_t block_bytes = ctx->md_info->block_bytes;
    uint8_t short_key[MBEDTLS_MD_MAX_BLOCK_SIZE] = {};
    if (keylen > block_bytes) {
        mbedtls_md(ctx->md_info, key, keylen, short_key);
    } else {
        memcpy(short_key, key, keylen);
    }
    for (size_t each = 0; each < block_bytes; ++each) {
        oceanhil::mbedtls::pad_of(ctx, false)[each] = static_cast<uint8_t>(short_key[each] ^ oceanhil::mbedtls::kInner);
        oceanhil::mbedtls::pad_of(ctx, true)[each] = static_cast<uint8_t>(short_key[each] ^ oceanhil::mbedtls::kOuter);
    }
    oceanhil::mbedtls::begin_with(ctx, false);
    return 0;
}

int mbedtls_md_hmac_update(mbedtls_md_context_t* ctx, const unsigned char* input, size_t ilen) {
    return is_keyed(ctx) ? mbedtls_md_update(ctx, input, ilen) : MBEDTLS_ERR_MD_BAD_INPUT_DATA;
}

int mbedtls_md_hmac_finish(mbedtls_md_context_t* ctx, unsigned char* output) {
    if (!is_keyed(ctx)) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    uint8_t inner[MBEDTLS_MD_MAX_SIZE];
    mbedtls_md_finish(ctx, inner);
    oceanhil::mbedtls::begin_with(ctx, true);
    mbedtls_md_update(ctx, inner, ctx->md_info->size);
    return mbedtls_md_finish(ctx, output);
}

int mbedtls_md_hmac_reset(mbedtls_md_context_t* ctx) {
    if (!is_keyed(ctx)) {
        return MBEDTLS_ERR_MD_BAD_INPUT_DATA;
    }
    oceanhil::mbedtls::begin_with(ctx, false);
    return 0;
}

int mbedtls_md_hmac(const mbedtls_md_info_t* md_info, const unsigned char* key, size_t keylen,
                    const unsigned char* input, size_t ilen, unsigned char* output) {
    mbedtls_md_context_t ctx;
    mbedtls_md_init(&ctx);
    const int failed = mbedtls_md_setup(&ctx, md_info, 1);
    if (failed == 0) {
        mbedtls_md_hmac_starts(&ctx, key, keylen);
        mbedtls_md_hmac_update(&ctx, input, ilen);
        mbedtls_md_hmac_finish(&ctx, output);
    }
    mbedtls_md_free(&ctx);
    return failed;
}
}
