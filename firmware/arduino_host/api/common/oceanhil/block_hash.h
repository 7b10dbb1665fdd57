/// What MD5 and the SHA family have in common: bytes gather to blocks, and the last block says how many there were.
#ifndef OCEANHIL_BLOCK_HASH_H
#define OCEANHIL_BLOCK_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <algorithm>

namespace oceanhil {

/// `Mixing` has `kBlockBytes`, `kLengthBytes` and `kIsLittleEndian`, and `mix(block)` takes a block into its state.
template <typename Mixing>
class BlockHash : public Mixing {
  public:
    void add(const uint8_t* data, size_t bytes) {
        while (bytes > 0) {
            const size_t at = bytes_ % Mixing::kBlockBytes;
            const size_t count = std::min(bytes, Mixing::kBlockBytes - at);
            memcpy(block_ + at, data, count);
            bytes_ += count;
            data += count;
            bytes -= count;
            if (at + count == Mixing::kBlockBytes) {
                this->mix(block_);
            }
        }
    }

  protected:
    void restart() { bytes_ = 0; }

    /// A one, zeros, and the length in bits: the block is full then.
    void pad() {
        const uint64_t bits = bytes_ * 8;
        uint8_t length[Mixing::kLengthBytes] = {};
        for (size_t each = 0; each < sizeof bits; ++each) {
            length[Mixing::kIsLittleEndian ? each : Mixing::kLengthBytes - 1 - each] =
                static_cast<uint8_t>(bits >> 8 * each);
        }
        const uint8_t end = 0x80;
        const uint8_t nothing = 0;
        add(&end, 1);
        while (bytes_ % Mixing::kBlockBytes != Mixing::kBlockBytes - Mixing::kLengthBytes) {
            add(&nothing, 1);
        }
        add(length, sizeof length);
    }

  private:
    uint64_t bytes_ = 0;
    uint8_t block_[Mixing::kBlockBytes];
};

}  // namespace oceanhil

#endif
