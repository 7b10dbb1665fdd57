#include <mbedtls/md5.h>
#include <mbedtls/sha1.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>

#include <new>

#include "oceanhil/md5.h"
#include "oceanhil/sha.h"

namespace {

/// The digest under way in a context.
template <typename Hash, typename Context>
Hash& mbedtls_hash_in(Context* context) {
    static_assert(sizeof(Hash) <= sizeof(Context), "a digest under way has to fit its context");
    return *reinterpret_cast<Hash*>(context);
}

}  // namespace

extern "C" {

void mbedtls_md5_init(mbedtls_md5_context* ctx) { new (ctx) oceanhil::Md5; }
void mbedtls_md5_free(mbedtls_md5_context* ctx) {
    if (ctx != nullptr) {
        *ctx = {};
    }
}
void mbedtls_md5_clone(mbedtls_md5_context* dst, const mbedtls_md5_context* src) { *dst = *src; }
int mbedtls_md5_starts(mbedtls_md5_context* ctx) {
    mbedtls_hash_in<oceanhil::Md5>(ctx).begin();
    return 0;
}
int mbedtls_md5_update(mbedtls_md5_context* ctx, const unsigned char* input, size_t ilen) {
    mbedtls_hash_in<oceanhil::Md5>(ctx).add(input, ilen);
    return 0;
}
int mbedtls_md5_finish(mbedtls_md5_context* ctx, unsigned char* output) {
    mbedtls_hash_in<oceanhil::Md5>(ctx).end(output);
    return 0;
}
int mbedtls_md5(const unsigned char* input, size_t ilen, unsigned char* output) {
    oceanhil::Md5 hash;
    hash.begin();
    hash.add(input, ilen);
    hash.end(output);
    return 0;
}

void mbedtls_sha1_init(mbedtls_sha1_context* ctx) { new (ctx) oceanhil::Sha1; }
void mbedtls_sha1_free(mbedtls_sha1_context* ctx) {
    if (ctx != nullptr) {
        *ctx = {};
    }
}
void mbedtls_sha1_clone(mbedtls_sha1_context* dst, const mbedtls_sha1_context* src) { *dst = *src; }
int mbedtls_sha1_starts(mbedtls_sha1_context* ctx) {
    mbedtls_hash_in<oceanhil::Sha1>(ctx).begin();
    return 0;
}
int mbedtls_sha1_update(mbedtls_sha1_context* ctx, const unsigned char* input, size_t ilen) {
    mbedtls_hash_in<oceanhil::Sha1>(ctx).add(input, ilen);
    return 0;
}
int mbedtls_sha1_finish(mbedtls_sha1_context* ctx, unsigned char* output) {
    mbedtls_hash_in<oceanhil::Sha1>(ctx).end(output);
    return 0;
}
int mbedtls_sha1(const unsigned char* input, size_t ilen, unsigned char* output) {
    oceanhil::Sha1 hash;
    hash.begin();
    hash.add(input, ilen);
    hash.end(output);
    return 0;
}

void mbedtls_sha256_init(mbedtls_sha256_context* ctx) { new (ctx) oceanhil::Sha256; }
void mbedtls_sha256_free(mbedtls_sha256_context* ctx) {
    if (ctx != nullptr) {
        *ctx = {};
    }
}
void mbedtls_sha256_clone(mbedtls_sha256_context* dst, const mbedtls_sha256_context* src) { *dst = *src; }
int mbedtls_sha256_starts(mbedtls_sha256_context* ctx, int is224) {
    mbedtls_hash_in<oceanhil::Sha256>(ctx).begin(is224 != 0);
    return 0;
}
int mbedtls_sha256_update(mbedtls_sha256_context* ctx, const unsigned char* input, size_t ilen) {
    mbedtls_hash_in<oceanhil::Sha256>(ctx).add(input, ilen);
    return 0;
}
int mbedtls_sha256_finish(mbedtls_sha256_context* ctx, unsigned char* output) {
    mbedtls_hash_in<oceanhil::Sha256>(ctx).end(output);
    return 0;
}
int mbedtls_sha256(const unsigned char* input, size_t ilen, unsigned char* output, int is224) {
    oceanhil::Sha256 hash;
    hash.begin(is224 != 0);
    hash.add(input, ilen);
    hash.end(output);
    return 0;
}

void mbedtls_sha512_init(mbedtls_sha512_context* ctx) { new (ctx) oceanhil::Sha512; }
void mbedtls_sha512_free(mbedtls_sha512_context* ctx) {
    if (ctx != nullptr) {
        *ctx = {};
    }
}
void mbedtls_sha512_clone(mbedtls_sha512_context* dst, const mbedtls_sha512_context* src) { *dst = *src; }
int mbedtls_sha512_starts(mbedtls_sha512_context* ctx, int is384) {
    mbedtls_hash_in<oceanhil::Sha512>(ctx).begin(is384 != 0);
    return 0;
}
int mbedtls_sha512_update(mbedtls_sha512_context* ctx, const unsigned char* input, size_t ilen) {
    mbedtls_hash_in<oceanhil::Sha512>(ctx).add(input, ilen);
    return 0;
}
int mbedtls_sha512_finish(mbedtls_sha512_context* ctx, unsigned char* output) {
    mbedtls_hash_in<oceanhil::Sha512>(ctx).end(output);
    return 0;
}
int mbedtls_sha512(const unsigned char* input, size_t ilen, unsigned char* output, int is384) {
    oceanhil::Sha512 hash;
    hash.begin(is384 != 0);
    hash.add(input, ilen);
    hash.end(output);
    return 0;
}
}
