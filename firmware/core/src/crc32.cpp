#include "crc32.h"

#include "in_flash.h"

namespace oceanremote {

uint32_t crc32(const uint8_t* data, size_t bytes, uint32_t before) {
    // A nibble at a time: 64 bytes of table instead of 1,024, and still no loop over bits.
    static constexpr uint32_t kNibbles[16] OR_IN_FLASH = {
        0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u, 0x4DB26158u, 0x5005713Cu,
        0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu, 0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu,
    };
    uint32_t crc = ~before;
    for (size_t at = 0; at < bytes; ++at) {
        crc ^= data[at];
        crc = (crc >> 4) ^ kNibbles[crc & 0xFu];
        crc = (crc >> 4) ^ kNibbles[crc & 0xFu];
    }
    return ~crc;
}

}  // namespace oceanremote
