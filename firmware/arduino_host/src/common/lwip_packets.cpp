// What stands in packets, and the time. Facts: RFC 1071; src/core/inet_chksum.c of lwIP 2.
#include <machine.h>

#include "lwip/inet_chksum.h"
#include "lwip/sys.h"

extern "C" {

u16_t inet_chksum(const void* dataptr, u16_t len) {
    constexpr uint32_t kByteBits = 8;
    constexpr uint32_t kWordBits = 16;
    const auto* const bytes = static_cast<const uint8_t*>(dataptr);
    uint32_t sum = 0;
    for (uint32_t each = 0; each < len; ++each) {
        sum += uint32_t{bytes[each]} << (each % 2 * kByteBits);
    }
    while (sum >> kWordBits != 0) {
        sum = (sum & 0xFFFF) + (sum >> kWordBits);
    }
    return static_cast<u16_t>(~sum);
}

u32_t sys_now(void) {
    return static_cast<u32_t>(oceanhil::machine::micros() / oceanhil::machine::kMillisecondUs);
}

}  // extern "C"
