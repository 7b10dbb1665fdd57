/// AES of BearSSL (inc/bearssl_block.h there), chained (CBC) and by a counter (CTR), under the names of all its makes, which
/// compute the same. Missing: CTR with CBC-MAC, DES, ChaCha20, and what other processors have.
#ifndef OCEANHIL_BEARSSL_BLOCK_H
#define OCEANHIL_BEARSSL_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A kind of cipher. A context begins with a pointer to its kind.
typedef struct br_block_cbcenc_class_ br_block_cbcenc_class;
struct br_block_cbcenc_class_ {
    size_t context_size;
    unsigned block_size;
    unsigned log_block_size;
    void (*init)(const br_block_cbcenc_class** ctx, const void* key, size_t key_len);
    void (*run)(const br_block_cbcenc_class* const* ctx, void* iv, void* data, size_t len);
};

typedef struct br_block_cbcdec_class_ br_block_cbcdec_class;
struct br_block_cbcdec_class_ {
    size_t context_size;
    unsigned block_size;
    unsigned log_block_size;
    void (*init)(const br_block_cbcdec_class** ctx, const void* key, size_t key_len);
    void (*run)(const br_block_cbcdec_class* const* ctx, void* iv, void* data, size_t len);
};

typedef struct br_block_ctr_class_ br_block_ctr_class;
struct br_block_ctr_class_ {
    size_t context_size;
    unsigned block_size;
    unsigned log_block_size;
    void (*init)(const br_block_ctr_class** ctx, const void* key, size_t key_len);
    uint32_t (*run)(const br_block_ctr_class* const* ctx, const void* iv, uint32_t cc, void* data, size_t len);
};

/// One of each for all makes.
typedef struct {
    const br_block_cbcenc_class* vtable;
    uint32_t skey[60];
    unsigned num_rounds;
} br_aes_big_cbcenc_keys;
typedef struct {
    const br_block_cbcdec_class* vtable;
    uint32_t skey[60];
    unsigned num_rounds;
} br_aes_big_cbcdec_keys;
typedef struct {
    const br_block_ctr_class* vtable;
    uint32_t skey[60];
    unsigned num_rounds;
} br_aes_big_ctr_keys;

#define br_aes_big_BLOCK_SIZE 16
#define br_aes_small_BLOCK_SIZE 16
#define br_aes_ct_BLOCK_SIZE 16
#define br_aes_ct64_BLOCK_SIZE 16
typedef br_aes_big_cbcenc_keys br_aes_small_cbcenc_keys;
typedef br_aes_big_cbcdec_keys br_aes_small_cbcdec_keys;
typedef br_aes_big_ctr_keys br_aes_small_ctr_keys;
typedef br_aes_big_cbcenc_keys br_aes_ct_cbcenc_keys;
typedef br_aes_big_cbcdec_keys br_aes_ct_cbcdec_keys;
typedef br_aes_big_ctr_keys br_aes_ct_ctr_keys;
typedef br_aes_big_cbcenc_keys br_aes_ct64_cbcenc_keys;
typedef br_aes_big_cbcdec_keys br_aes_ct64_cbcdec_keys;
typedef br_aes_big_ctr_keys br_aes_ct64_ctr_keys;

typedef union {
    const br_block_cbcenc_class* vtable;
    br_aes_big_cbcenc_keys c_big;
    br_aes_small_cbcenc_keys c_small;
    br_aes_ct_cbcenc_keys c_ct;
    br_aes_ct64_cbcenc_keys c_ct64;
} br_aes_gen_cbcenc_keys;
typedef union {
    const br_block_cbcdec_class* vtable;
    br_aes_big_cbcdec_keys c_big;
    br_aes_small_cbcdec_keys c_small;
    br_aes_ct_cbcdec_keys c_ct;
    br_aes_ct64_cbcdec_keys c_ct64;
} br_aes_gen_cbcdec_keys;
typedef union {
    const br_block_ctr_class* vtable;
    br_aes_big_ctr_keys c_big;
    br_aes_small_ctr_keys c_small;
    br_aes_ct_ctr_keys c_ct;
    br_aes_ct64_ctr_keys c_ct64;
} br_aes_gen_ctr_keys;

/// A key has 16, 24 or 32 bytes. `data` is replaced; it has whole blocks, but for a counter. `iv` of CBC has 16 bytes and goes
/// on to the next call; of a counter it has 12, and what is given back goes on as `cc`.
extern const br_block_cbcenc_class br_aes_big_cbcenc_vtable;
void br_aes_big_cbcenc_init(br_aes_big_cbcenc_keys* ctx, const void* key, size_t len);
void br_aes_big_cbcenc_run(const br_aes_big_cbcenc_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_cbcdec_class br_aes_big_cbcdec_vtable;
void br_aes_big_cbcdec_init(br_aes_big_cbcdec_keys* ctx, const void* key, size_t len);
void br_aes_big_cbcdec_run(const br_aes_big_cbcdec_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_ctr_class br_aes_big_ctr_vtable;
void br_aes_big_ctr_init(br_aes_big_ctr_keys* ctx, const void* key, size_t len);
uint32_t br_aes_big_ctr_run(const br_aes_big_ctr_keys* ctx, const void* iv, uint32_t cc, void* data, size_t len);
extern const br_block_cbcenc_class br_aes_small_cbcenc_vtable;
void br_aes_small_cbcenc_init(br_aes_small_cbcenc_keys* ctx, const void* key, size_t len);
void br_aes_small_cbcenc_run(const br_aes_small_cbcenc_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_cbcdec_class br_aes_small_cbcdec_vtable;
void br_aes_small_cbcdec_init(br_aes_small_cbcdec_keys* ctx, const void* key, size_t len);
void br_aes_small_cbcdec_run(const br_aes_small_cbcdec_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_ctr_class br_aes_small_ctr_vtable;
void br_aes_small_ctr_init(br_aes_small_ctr_keys* ctx, const void* key, size_t len);
uint32_t br_aes_small_ctr_run(const br_aes_small_ctr_keys* ctx, const void* iv, uint32_t cc, void* data, size_t len);
extern const br_block_cbcenc_class br_aes_ct_cbcenc_vtable;
void br_aes_ct_cbcenc_init(br_aes_ct_cbcenc_keys* ctx, const void* key, size_t len);
void br_aes_ct_cbcenc_run(const br_aes_ct_cbcenc_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_cbcdec_class br_aes_ct_cbcdec_vtable;
void br_aes_ct_cbcdec_init(br_aes_ct_cbcdec_keys* ctx, const void* key, size_t len);
void br_aes_ct_cbcdec_run(const br_aes_ct_cbcdec_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_ctr_class br_aes_ct_ctr_vtable;
void br_aes_ct_ctr_init(br_aes_ct_ctr_keys* ctx, const void* key, size_t len);
uint32_t br_aes_ct_ctr_run(const br_aes_ct_ctr_keys* ctx, const void* iv, uint32_t cc, void* data, size_t len);
extern const br_block_cbcenc_class br_aes_ct64_cbcenc_vtable;
void br_aes_ct64_cbcenc_init(br_aes_ct64_cbcenc_keys* ctx, const void* key, size_t len);
void br_aes_ct64_cbcenc_run(const br_aes_ct64_cbcenc_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_cbcdec_class br_aes_ct64_cbcdec_vtable;
void br_aes_ct64_cbcdec_init(br_aes_ct64_cbcdec_keys* ctx, const void* key, size_t len);
void br_aes_ct64_cbcdec_run(const br_aes_ct64_cbcdec_keys* ctx, void* iv, void* data, size_t len);
extern const br_block_ctr_class br_aes_ct64_ctr_vtable;
void br_aes_ct64_ctr_init(br_aes_ct64_ctr_keys* ctx, const void* key, size_t len);
uint32_t br_aes_ct64_ctr_run(const br_aes_ct64_ctr_keys* ctx, const void* iv, uint32_t cc, void* data, size_t len);

#ifdef __cplusplus
}
#endif

#endif
