/// MD5 (RFC 1321).
#ifndef OCEANHIL_MD5_H
#define OCEANHIL_MD5_H

#include "oceanhil/block_hash.h"

namespace oceanhil {

struct Md5Mixing {
    static constexpr size_t kBlockBytes = 64;
    static constexpr size_t kLengthBytes = 8;
    static constexpr bool kIsLittleEndian = true;

    void mix(const uint8_t* block);

    uint32_t state_[4];
};

class Md5 : public BlockHash<Md5Mixing> {
  public:
    static constexpr size_t kBytes = 16;

    void begin();
    void end(uint8_t digest[kBytes]);
};

}  // namespace oceanhil

#endif
