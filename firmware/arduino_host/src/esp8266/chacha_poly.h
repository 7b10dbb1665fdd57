/// ChaCha20 and Poly1305 as one (RFC 8439, section 2.8).
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

struct Sealed {
    const uint8_t* key;
    const uint8_t* nonce;
    const void* more;
    size_t more_bytes;
};

constexpr size_t kTagBytes = 16;

/// Changes the data in its place, to or fro, and writes the tag of what is or was encrypted.
void chacha_poly(const Sealed& how, uint8_t* data, size_t bytes, bool is_encrypting, uint8_t tag[kTagBytes]);

}  // namespace oceanhil
