/// Digests, keys made of keys, and a cipher with a tag, of esp8266/Arduino 3.1 (cores/esp8266/Crypto.h).
///
/// `hmacCT` gives what `hmac` gives: time does not tell anybody here what is computed. Of a text beyond the limits that it has
/// in the core the digest is right here, and wrong there.
#ifndef __ESP8266_ARDUINO_CRYPTO_H__
#define __ESP8266_ARDUINO_CRYPTO_H__

#include <Arduino.h>
#include <bearssl/bearssl_hash.h>

#include <functional>

namespace oceanhil {

void digest_of(const br_hash_class& kind, const void* data, size_t bytes, void* result);
/// `wanted`: how many bytes, 0: all.
void keyed_digest_of(const br_hash_class& kind, const void* data, size_t bytes, const void* key, size_t key_bytes,
                     void* result, size_t wanted);
/// In base 16, with large letters.
String digest_text(const br_hash_class& kind, uint8_t digest_bytes, const String& message);
String keyed_digest_text(const br_hash_class& kind, const String& message, const void* key, size_t key_bytes,
                         size_t wanted);

template <const br_hash_class& kKind, uint8_t kBytes>
struct CryptoDigest {
    static constexpr uint8_t NATURAL_LENGTH = kBytes;

    static void* hash(const void* data, const size_t dataLength, void* resultArray) {
        return digest_of(kKind, data, dataLength, resultArray), resultArray;
    }
    static String hash(const String& message) { return digest_text(kKind, kBytes, message); }
    static void* hmac(const void* data, const size_t dataLength, const void* hashKey, const size_t hashKeyLength,
                      void* resultArray, const size_t outputLength) {
        return keyed_digest_of(kKind, data, dataLength, hashKey, hashKeyLength, resultArray, outputLength), resultArray;
    }
    static String hmac(const String& message, const void* hashKey, const size_t hashKeyLength,
                       const size_t hmacLength) {
        return keyed_digest_text(kKind, message, hashKey, hashKeyLength, hmacLength);
    }
    static void* hmacCT(const void* data, const size_t dataLength, const void* hashKey, const size_t hashKeyLength,
                        void* resultArray, const size_t outputLength) {
        return hmac(data, dataLength, hashKey, hashKeyLength, resultArray, outputLength);
    }
    static String hmacCT(const String& message, const void* hashKey, const size_t hashKeyLength,
                         const size_t hmacLength) {
        return hmac(message, hashKey, hashKeyLength, hmacLength);
    }
};

}  // namespace oceanhil

namespace experimental {
namespace crypto {

/// Fills so many bytes, and gives where they are.
using nonceGeneratorType = std::function<uint8_t*(uint8_t*, const size_t)>;

constexpr uint8_t ENCRYPTION_KEY_LENGTH = 32;
constexpr uint32_t CT_MAX_DIFF = 1073741823;

void setCtMinDataLength(const size_t ctMinDataLength);
/// 0 by itself.
size_t getCtMinDataLength();
void setCtMaxDataLength(const size_t ctMaxDataLength);
/// 1024 by itself.
size_t getCtMaxDataLength();
void setNonceGenerator(nonceGeneratorType nonceGenerator);
nonceGeneratorType getNonceGenerator();

struct MD5 : oceanhil::CryptoDigest<br_md5_vtable, br_md5_SIZE> {};
struct SHA1 : oceanhil::CryptoDigest<br_sha1_vtable, br_sha1_SIZE> {};
struct SHA224 : oceanhil::CryptoDigest<br_sha224_vtable, br_sha224_SIZE> {};
struct SHA256 : oceanhil::CryptoDigest<br_sha256_vtable, br_sha256_SIZE> {};
struct SHA384 : oceanhil::CryptoDigest<br_sha384_vtable, br_sha384_SIZE> {};
struct SHA512 : oceanhil::CryptoDigest<br_sha512_vtable, br_sha512_SIZE> {};

/// Keys made of a key (RFC 5869), with SHA-256: up to 8,160 bytes, one call going on where the last one ended.
struct HKDF {
    HKDF(const void* keyMaterial, const size_t keyMaterialLength, const void* salt = nullptr,
         const size_t saltLength = 0);
    void init(const void* keyMaterial, const size_t keyMaterialLength, const void* salt = nullptr,
              const size_t saltLength = 0);
    /// Gives how many bytes there are.
    size_t produce(void* resultArray, const size_t outputLength, const void* info = nullptr, size_t infoLength = 0);

  private:
    uint8_t key_[br_sha256_SIZE];
    uint8_t block_[br_sha256_SIZE];
    size_t told_;
    uint32_t blocks_;
};

/// The cipher of RFC 8439. A salt makes the key that is used of `key` by HKDF.
struct ChaCha20Poly1305 {
    static void encrypt(void* data, const size_t dataLength, const void* key, const void* keySalt,
                        const size_t keySaltLength, void* resultingNonce, void* resultingTag,
                        const void* aad = nullptr, const size_t aadLength = 0);
    /// False if the tag is another; the data is changed all the same.
    static bool decrypt(void* data, const size_t dataLength, const void* key, const void* keySalt,
                        const size_t keySaltLength, const void* encryptionNonce, const void* encryptionTag,
                        const void* aad = nullptr, const size_t aadLength = 0);
};

}  // namespace crypto
}  // namespace experimental

#endif
