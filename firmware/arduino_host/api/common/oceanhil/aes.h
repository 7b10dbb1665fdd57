/// AES (FIPS 197), a block at a time, below the names of Mbed TLS and of BearSSL.
#ifndef OCEANHIL_AES_H
#define OCEANHIL_AES_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

constexpr size_t kAesBlockBytes = 16;

/// The keys of all rounds, of a key of 16, 24 or 32 bytes.
struct AesKey {
    uint32_t words[60];
    uint32_t rounds;

    /// False, and nothing is changed, if no key has so many bytes.
    bool take(const uint8_t* key, size_t bytes);
    void encrypt(uint8_t* block) const;
    void decrypt(uint8_t* block) const;
};

}  // namespace oceanhil

#endif
