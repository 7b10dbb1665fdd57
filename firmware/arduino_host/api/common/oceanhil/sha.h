/// SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512 (FIPS 180-4).
#ifndef OCEANHIL_SHA_H
#define OCEANHIL_SHA_H

#include "oceanhil/block_hash.h"

namespace oceanhil {

struct Sha1Mixing {
    static constexpr size_t kBlockBytes = 64;
    static constexpr size_t kLengthBytes = 8;
    static constexpr bool kIsLittleEndian = false;

    void mix(const uint8_t* block);

    uint32_t state_[5];
};

class Sha1 : public BlockHash<Sha1Mixing> {
  public:
    static constexpr size_t kBytes = 20;

    void begin();
    void end(uint8_t digest[kBytes]);
};

struct Sha256Mixing {
    static constexpr size_t kBlockBytes = 64;
    static constexpr size_t kLengthBytes = 8;
    static constexpr bool kIsLittleEndian = false;

    void mix(const uint8_t* block);

    uint32_t state_[8];
};

class Sha256 : public BlockHash<Sha256Mixing> {
  public:
    static constexpr size_t kBytes = 32;
    static constexpr size_t kShortBytes = 28;

    /// `is_short`: SHA-224, which begins elsewhere and gives fewer bytes.
    void begin(bool is_short = false);
    void end(uint8_t* digest);

  private:
    bool is_short_ = false;
};

struct Sha512Mixing {
    static constexpr size_t kBlockBytes = 128;
    static constexpr size_t kLengthBytes = 16;
    static constexpr bool kIsLittleEndian = false;

    void mix(const uint8_t* block);

    uint64_t state_[8];
};

class Sha512 : public BlockHash<Sha512Mixing> {
  public:
    static constexpr size_t kBytes = 64;
    static constexpr size_t kShortBytes = 48;

    /// `is_short`: SHA-384, which begins elsewhere and gives fewer bytes.
    void begin(bool is_short = false);
    void end(uint8_t* digest);

  private:
    bool is_short_ = false;
};

}  // namespace oceanhil

#endif
