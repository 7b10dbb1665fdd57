#ifndef OCEANREMOTE_CRC32_H
#define OCEANREMOTE_CRC32_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

constexpr uint32_t kCrc32Start = 0;

/// CRC-32 of Ethernet and zlib (reflected polynomial 0xEDB88320), going on from that of the bytes before.
uint32_t crc32(const uint8_t* data, size_t bytes, uint32_t before = kCrc32Start);

}  // namespace oceanremote

#endif
