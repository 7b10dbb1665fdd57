/// Digests of BearSSL, and keyed ones (inc/bearssl_hash.h and bearssl_hmac.h there): MD5 and the SHA family. Missing: MD5 and SHA-1
/// as one, states as bytes, HMAC in constant time.
#ifndef OCEANHIL_BEARSSL_HASH_H
#define OCEANHIL_BEARSSL_HASH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define br_md5_ID 1
#define br_md5_SIZE 16
#define br_sha1_ID 2
#define br_sha1_SIZE 20
#define br_sha224_ID 3
#define br_sha224_SIZE 28
#define br_sha256_ID 4
#define br_sha256_SIZE 32
#define br_sha384_ID 5
#define br_sha384_SIZE 48
#define br_sha512_ID 6
#define br_sha512_SIZE 64

#define BR_HASHDESC_ID(id) ((uint32_t)(id) << 0)
#define BR_HASHDESC_ID_MASK 0xFF
#define BR_HASHDESC_OUT(size) ((uint32_t)(size) << 8)
#define BR_HASHDESC_OUT_OFF 8
#define BR_HASHDESC_OUT_MASK 0x7F
#define BR_HASHDESC_LBLEN(ls) ((uint32_t)(ls) << 23)
#define BR_HASHDESC_LBLEN_OFF 23
#define BR_HASHDESC_LBLEN_MASK 0x0F

/// A kind of digest. A context begins with a pointer to its kind.
typedef struct br_hash_class_ br_hash_class;
struct br_hash_class_ {
    size_t context_size;
    uint32_t desc;
    void (*init)(const br_hash_class** ctx);
    void (*update)(const br_hash_class** ctx, const void* data, size_t len);
    /// Leaves the context as it is.
    void (*out)(const br_hash_class* const* ctx, void* dst);
};

extern const br_hash_class br_md5_vtable;
extern const br_hash_class br_sha1_vtable;
extern const br_hash_class br_sha224_vtable;
extern const br_hash_class br_sha256_vtable;
extern const br_hash_class br_sha384_vtable;
extern const br_hash_class br_sha512_vtable;

/// One of the smaller ones, and one of SHA-384 and SHA-512.
typedef struct {
    const br_hash_class* vtable;
    uint64_t oceanhil_state[16];
} br_md5_context;
typedef br_md5_context br_sha1_context;
typedef br_md5_context br_sha224_context;
typedef br_md5_context br_sha256_context;
typedef struct {
    const br_hash_class* vtable;
    uint64_t oceanhil_state[28];
} br_sha384_context;
typedef br_sha384_context br_sha512_context;

typedef union {
    const br_hash_class* vtable;
    br_md5_context md5;
    br_sha1_context sha1;
    br_sha224_context sha224;
    br_sha256_context sha256;
    br_sha384_context sha384;
    br_sha512_context sha512;
} br_hash_compat_context;

void br_md5_init(br_md5_context* ctx);
void br_md5_update(br_md5_context* ctx, const void* data, size_t len);
void br_md5_out(const br_md5_context* ctx, void* out);
void br_sha1_init(br_sha1_context* ctx);
void br_sha1_update(br_sha1_context* ctx, const void* data, size_t len);
void br_sha1_out(const br_sha1_context* ctx, void* out);
void br_sha224_init(br_sha224_context* ctx);
void br_sha224_update(br_sha224_context* ctx, const void* data, size_t len);
void br_sha224_out(const br_sha224_context* ctx, void* out);
void br_sha256_init(br_sha256_context* ctx);
void br_sha256_out(const br_sha256_context* ctx, void* out);
void br_sha384_init(br_sha384_context* ctx);
void br_sha384_update(br_sha384_context* ctx, const void* data, size_t len);
void br_sha384_out(const br_sha384_context* ctx, void* out);
void br_sha512_init(br_sha512_context* ctx);
void br_sha512_out(const br_sha512_context* ctx, void* out);
#define br_sha256_update br_sha224_update
#define br_sha512_update br_sha384_update

typedef struct {
    const br_hash_class* dig_vtable;
    unsigned char ksi[128];
    unsigned char kso[128];
} br_hmac_key_context;

typedef struct {
    br_hash_compat_context dig;
    unsigned char kso[128];
    size_t out_len;
} br_hmac_context;

void br_hmac_key_init(br_hmac_key_context* kc, const br_hash_class* digest_vtable, const void* key, size_t key_len);
/// `out_len`: 0 for all of it.
void br_hmac_init(br_hmac_context* ctx, const br_hmac_key_context* kc, size_t out_len);
void br_hmac_update(br_hmac_context* ctx, const void* data, size_t len);
/// Gives how many bytes it wrote, and leaves the context as it is.
size_t br_hmac_out(const br_hmac_context* ctx, void* out);

static inline const br_hash_class* br_hmac_key_get_digest(const br_hmac_key_context* kc) { return kc->dig_vtable; }
static inline size_t br_hmac_size(br_hmac_context* ctx) { return ctx->out_len; }
static inline const br_hash_class* br_hmac_get_digest(const br_hmac_context* hc) { return hc->dig.vtable; }

#ifdef __cplusplus
}
#endif

#endif
