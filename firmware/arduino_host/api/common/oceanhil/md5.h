/// MD5 (RFC 1321).
#ifndef OCEANHIL_MD5_H
#define OCEANHIL_MD5_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

class Md5 {
  public:
    static constexpr size_t kBytes = 16;

    void begin();
    void add(const uint8_t* data, size_t bytes);
    void end(uint8_t digest[kBytes]);

  private:
    static constexpr size_t kBlockBytes = 64;

    void mix();

    uint32_t state_[4];
    uint64_t bytes_;
    uint8_t block_[kBlockBytes];
};

}  // namespace oceanhil

#endif
