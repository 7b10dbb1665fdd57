// Digests of BearSSL. Facts: inc/bearssl_hash.h and bearssl_hmac.h, src/mac/hmac.c of BearSSL 0.6; RFC 2104.
#include "oceanhil/bearssl_hash.h"

#include <string.h>

#include <type_traits>

#include "oceanhil/md5.h"
#include "oceanhil/sha.h"

namespace {

constexpr uint8_t kInnerPad = 0x36;
constexpr uint8_t kOuterPad = 0x5C;
constexpr size_t kMostDigestBytes = br_sha512_SIZE;

/// The state of a digest lies in its context as bytes, so that a copy of one is one.
template <typename Hash, typename Context>
Hash state_of(const Context& context) {
    static_assert(std::is_trivially_copyable_v<Hash> && sizeof(Hash) <= sizeof context.oceanhil_state);
    Hash hash;
    memcpy(static_cast<void*>(&hash), context.oceanhil_state, sizeof hash);
    return hash;
}

template <typename Hash, typename Context>
void keep_state(Context& context, const Hash& hash) {
    memcpy(context.oceanhil_state, &hash, sizeof hash);
}

template <typename Hash, typename Context, typename... Begin>
void begin_digest(Context* context, const br_hash_class& kind, Begin... begin) {
    Hash hash;
    hash.begin(begin...);
    context->vtable = &kind;
    keep_state(*context, hash);
}

template <typename Hash, typename Context>
void add_to_digest(Context* context, const void* data, size_t bytes) {
    auto hash = state_of<Hash>(*context);
    hash.add(static_cast<const uint8_t*>(data), bytes);
    keep_state(*context, hash);
}

template <typename Hash, typename Context>
void end_digest(const Context* context, void* digest) {
    state_of<Hash>(*context).end(static_cast<uint8_t*>(digest));
}

/// By a pointer to the first member of a context, as those have it who do not know its kind.
template <typename Context, void (*init)(Context*)>
void init_by_kind(const br_hash_class** context) {
    init(reinterpret_cast<Context*>(context));
}

template <typename Context, void (*update)(Context*, const void*, size_t)>
void update_by_kind(const br_hash_class** context, const void* data, size_t bytes) {
    update(reinterpret_cast<Context*>(context), data, bytes);
}

template <typename Context, void (*out)(const Context*, void*)>
void out_by_kind(const br_hash_class* const* context, void* digest) {
    out(reinterpret_cast<const Context*>(context), digest);
}

template <typename Context, void (*init)(Context*), void (*update)(Context*, const void*, size_t),
          void (*out)(const Context*, void*)>
constexpr br_hash_class kind_of(uint32_t id, uint32_t bytes, uint32_t block_bits) {
    return {sizeof(Context),
            BR_HASHDESC_ID(id) | BR_HASHDESC_OUT(bytes) | BR_HASHDESC_LBLEN(block_bits),
            init_by_kind<Context, init>,
            update_by_kind<Context, update>,
            out_by_kind<Context, out>};
}

size_t digest_bytes(const br_hash_class& kind) { return kind.desc >> BR_HASHDESC_OUT_OFF & BR_HASHDESC_OUT_MASK; }
size_t block_bytes(const br_hash_class& kind) {
    return size_t{1} << (kind.desc >> BR_HASHDESC_LBLEN_OFF & BR_HASHDESC_LBLEN_MASK);
}

}  // namespace

extern "C" {

void br_md5_init(br_md5_context* ctx) { begin_digest<oceanhil::Md5>(ctx, br_md5_vtable); }
void br_md5_update(br_md5_context* ctx, const void* data, size_t len) { add_to_digest<oceanhil::Md5>(ctx, data, len); }
void br_md5_out(const br_md5_context* ctx, void* out) { end_digest<oceanhil::Md5>(ctx, out); }
void br_sha1_init(br_sha1_context* ctx) { begin_digest<oceanhil::Sha1>(ctx, br_sha1_vtable); }
void br_sha1_update(br_sha1_context* ctx, const void* data, size_t len) { add_to_digest<oceanhil::Sha1>(ctx, data, len); }
void br_sha1_out(const br_sha1_context* ctx, void* out) { end_digest<oceanhil::Sha1>(ctx, out); }
void br_sha224_init(br_sha224_context* ctx) { begin_digest<oceanhil::Sha256>(ctx, br_sha224_vtable, true); }
void br_sha224_update(br_sha224_context* ctx, const void* data, size_t len) {
    add_to_digest<oceanhil::Sha256>(ctx, data, len);
}
void br_sha224_out(const br_sha224_context* ctx, void* out) { end_digest<oceanhil::Sha256>(ctx, out); }
void br_sha256_init(br_sha256_context* ctx) { begin_digest<oceanhil::Sha256>(ctx, br_sha256_vtable, false); }
void br_sha256_out(const br_sha256_context* ctx, void* out) { end_digest<oceanhil::Sha256>(ctx, out); }
void br_sha384_init(br_sha384_context* ctx) { begin_digest<oceanhil::Sha512>(ctx, br_sha384_vtable, true); }
void br_sha384_update(br_sha384_context* ctx, const void* data, size_t len) {
    add_to_digest<oceanhil::Sha512>(ctx, data, len);
}
void br_sha384_out(const br_sha384_context* ctx, void* out) { end_digest<oceanhil::Sha512>(ctx, out); }
void br_sha512_init(br_sha512_context* ctx) { begin_digest<oceanhil::Sha512>(ctx, br_sha512_vtable, false); }
void br_sha512_out(const br_sha512_context* ctx, void* out) { end_digest<oceanhil::Sha512>(ctx, out); }

const br_hash_class br_md5_vtable = kind_of<br_md5_context, br_md5_init, br_md5_update, br_md5_out>(br_md5_ID, br_md5_SIZE, 6);
const br_hash_class br_sha1_vtable =
    kind_of<br_sha1_context, br_sha1_init, br_sha1_update, br_sha1_out>(br_sha1_ID, br_sha1_SIZE, 6);
const br_hash_class br_sha224_vtable =
    kind_of<br_sha224_context, br_sha224_init, br_sha224_update, br_sha224_out>(br_sha224_ID, br_sha224_SIZE, 6);
const br_hash_class br_sha256_vtable =
    kind_of<br_sha256_context, br_sha256_init, br_sha256_update, br_sha256_out>(br_sha256_ID, br_sha256_SIZE, 6);
const br_hash_class br_sha384_vtable =
    kind_of<br_sha384_context, br_sha384_init, br_sha384_update, br_sha384_out>(br_sha384_ID, br_sha384_SIZE, 7);
const br_hash_class br_sha512_vtable =
    kind_of<br_sha512_context, br_sha512_init, br_sha512_update, br_sha512_out>(br_sha512_ID, br_sha512_SIZE, 7);

void br_hmac_key_init(br_hmac_key_context* kc, const br_hash_class* digest_vtable, const void* key, size_t key_len) {
    kc->dig_vtable = digest_vtable;
    uint8_t block[sizeof kc->ksi] = {};
    if (key_len > block_bytes(*digest_vtable)) {
        br_hash_compat_context digest;
        digest_vtable->init(&digest.vtable);
        digest_vtable->update(&digest.vtable, key, key_len);
        digest_vtable->out(&digest.vtable, block);
    } else {
        memcpy(block, key, key_len);
    }
    for (size_t each = 0; each < sizeof block; ++each) {
        kc->ksi[each] = block[each] ^ kInnerPad;
        kc->kso[each] = block[each] ^ kOuterPad;
    }
}

void br_hmac_init(br_hmac_context* ctx, const br_hmac_key_context* kc, size_t out_len) {
    const br_hash_class* const kind = kc->dig_vtable;
    const size_t whole = digest_bytes(*kind);
    kind->init(&ctx->dig.vtable);
    kind->update(&ctx->dig.vtable, kc->ksi, block_bytes(*kind));
    memcpy(ctx->kso, kc->kso, sizeof ctx->kso);
    ctx->out_len = out_len > 0 && out_len < whole ? out_len : whole;
}

void br_hmac_update(br_hmac_context* ctx, const void* data, size_t len) {
    ctx->dig.vtable->update(&ctx->dig.vtable, data, len);
}

size_t br_hmac_out(const br_hmac_context* ctx, void* out) {
    const br_hash_class* const kind = ctx->dig.vtable;
    uint8_t digest[kMostDigestBytes];
    kind->out(&ctx->dig.vtable, digest);
    br_hash_compat_context outer;
    kind->init(&outer.vtable);
    kind->update(&outer.vtable, ctx->kso, block_bytes(*kind));
    kind->update(&outer.vtable, digest, digest_bytes(*kind));
    kind->out(&outer.vtable, digest);
    memcpy(out, digest, ctx->out_len);
    return ctx->out_len;
}

}  // extern "C"
