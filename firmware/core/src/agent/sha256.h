#ifndef OCEANREMOTE_AGENT_SHA256_H
#define OCEANREMOTE_AGENT_SHA256_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
  public:
    static constexpr size_t kDigestBytes = 32;

    void add(const uint8_t* data, size_t bytes);
    /// Ends it; nothing may be added any more.
    void end(uint8_t digest[kDigestBytes]);

  private:
    static constexpr size_t kBlockBytes = 64;
    static constexpr size_t kWords = 8;

    void add_byte(uint8_t byte);
    void take_block();

    uint32_t state_[kWords] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint8_t block_[kBlockBytes] = {};
    size_t used_ = 0;
    uint64_t total_bytes_ = 0;
};

}  // namespace oceanremote

#endif
