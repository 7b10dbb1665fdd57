#include <Crypto.h>
#include <TypeConversion.h>
#include <bearssl/bearssl_hmac.h>
#include <string.h>

#include <algorithm>
#include <utility>

#include "chacha_poly.h"

namespace oceanhil {

void digest_of(const br_hash_class& kind, const void* data, size_t bytes, void* result) {
    br_hash_compat_context context;
    kind.init(&context.vtable);
    kind.update(&context.vtable, data, bytes);
    kind.out(&context.vtable, result);
}

void keyed_digest_of(const br_hash_class& kind, const void* data, size_t bytes, const void* key, size_t key_bytes,
                     void* result, size_t wanted) {
    br_hmac_key_context made;
    br_hmac_context context;
    br_hmac_key_init(&made, &kind, key, key_bytes);
    br_hmac_init(&context, &made, wanted);
    br_hmac_update(&context, data, bytes);
    br_hmac_out(&context, result);
}

String digest_text(const br_hash_class& kind, uint8_t digest_bytes, const String& message) {
    uint8_t digest[br_sha512_SIZE];
    digest_of(kind, message.c_str(), message.length(), digest);
    return experimental::TypeConversion::uint8ArrayToHexString(digest, digest_bytes);
}

String keyed_digest_text(const br_hash_class& kind, const String& message, const void* key, size_t key_bytes,
                         size_t wanted) {
    uint8_t digest[br_sha512_SIZE];
    keyed_digest_of(kind, message.c_str(), message.length(), key, key_bytes, digest, wanted);
    return experimental::TypeConversion::uint8ArrayToHexString(digest, static_cast<uint32_t>(wanted));
}

namespace {

constexpr uint32_t kMostKeyBlocks = 255;
constexpr size_t kNonceBytes = 12;

size_t least_constant_bytes = 0;
size_t most_constant_bytes = 1024;

experimental::crypto::nonceGeneratorType& nonce_generator() {
    static experimental::crypto::nonceGeneratorType now = [](uint8_t* bytes, const size_t count) {
        return ESP.random(bytes, count);
    };
    return now;
}

/// The key that is used: that of the sketch, or one that is made of it and of a salt.
void use_key(const void* key, const void* salt, size_t salt_bytes, uint8_t* used) {
    using experimental::crypto::ENCRYPTION_KEY_LENGTH;
    if (salt == nullptr) {
        memcpy(used, key, ENCRYPTION_KEY_LENGTH);
    } else {
        experimental::crypto::HKDF(key, ENCRYPTION_KEY_LENGTH, salt, salt_bytes).produce(used, ENCRYPTION_KEY_LENGTH);
    }
}

}  // namespace

}  // namespace oceanhil

namespace experimental {
namespace crypto {

void setCtMinDataLength(const size_t ctMinDataLength) { oceanhil::least_constant_bytes = ctMinDataLength; }
size_t getCtMinDataLength() { return oceanhil::least_constant_bytes; }
void setCtMaxDataLength(const size_t ctMaxDataLength) { oceanhil::most_constant_bytes = ctMaxDataLength; }
size_t getCtMaxDataLength() { return oceanhil::most_constant_bytes; }
void setNonceGenerator(nonceGeneratorType nonceGenerator) { oceanhil::nonce_generator() = std::move(nonceGenerator); }
nonceGeneratorType getNonceGenerator() { return oceanhil::nonce_generator(); }

HKDF::HKDF(const void* keyMaterial, const size_t keyMaterialLength, const void* salt, const size_t saltLength) {
    init(keyMaterial, keyMaterialLength, salt, saltLength);
}

void HKDF::init(const void* keyMaterial, const size_t keyMaterialLength, const void* salt, const size_t saltLength) {
    SHA256::hmac(keyMaterial, keyMaterialLength, salt, salt == nullptr ? 0 : saltLength, key_, sizeof key_);
    told_ = sizeof block_;
    blocks_ = 0;
}

size_t HKDF::produce(void* resultArray, const size_t outputLength, const void* info, size_t infoLength) {
    auto* const result = static_cast<uint8_t*>(resultArray);
    for (size_t at = 0; at < outputLength; ++at) {
        if (told_ == sizeof block_) {
            if (blocks_ == oceanhil::kMostKeyBlocks) {
                return at;
            }
            br_hmac_key_context made;
            br_hmac_context context;
            br_hmac_key_init(&made, &br_sha256_vtable, key_, sizeof key_);
            br_hmac_init(&context, &made, 0);
            br_hmac_update(&context, block_, blocks_ == 0 ? 0 : sizeof block_);
            br_hmac_update(&context, info, infoLength);
            const auto number = static_cast<uint8_t>(++blocks_);
            br_hmac_update(&context, &number, sizeof number);
            br_hmac_out(&context, block_);
            told_ = 0;
        }
        result[at] = block_[told_++];
    }
    return outputLength;
}

void ChaCha20Poly1305::encrypt(void* data, const size_t dataLength, const void* key, const void* keySalt,
                               const size_t keySaltLength, void* resultingNonce, void* resultingTag, const void* aad,
                               const size_t aadLength) {
    auto* const nonce = static_cast<uint8_t*>(resultingNonce);
    getNonceGenerator()(nonce, oceanhil::kNonceBytes);
    uint8_t used[ENCRYPTION_KEY_LENGTH];
    oceanhil::use_key(key, keySalt, keySaltLength, used);
    oceanhil::chacha_poly({used, nonce, aad, aadLength}, static_cast<uint8_t*>(data), dataLength, true,
                          static_cast<uint8_t*>(resultingTag));
}

bool ChaCha20Poly1305::decrypt(void* data, const size_t dataLength, const void* key, const void* keySalt,
                               const size_t keySaltLength, const void* encryptionNonce, const void* encryptionTag,
                               const void* aad, const size_t aadLength) {
    uint8_t used[ENCRYPTION_KEY_LENGTH];
    oceanhil::use_key(key, keySalt, keySaltLength, used);
    uint8_t tag[oceanhil::kTagBytes];
    oceanhil::chacha_poly({used, static_cast<const uint8_t*>(encryptionNonce), aad, aadLength},
                          static_cast<uint8_t*>(data), dataLength, false, tag);
    return memcmp(tag, encryptionTag, sizeof tag) == 0;
}

}  // namespace crypto
}  // namespace experimental
