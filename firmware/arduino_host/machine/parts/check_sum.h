/// The check sum of Sensirion's and Aosong's sensors: CRC-8 by the polynomial 0x31, from 0xFF on, the highest bit first.
#ifndef OCEANHIL_MACHINE_PARTS_CHECK_SUM_H
#define OCEANHIL_MACHINE_PARTS_CHECK_SUM_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::parts {

inline uint8_t check_sum_from_ones(const uint8_t* bytes, size_t count) {
    uint8_t sum = 0xFF;
    for (size_t at = 0; at < count; ++at) {
        sum ^= bytes[at];
        for (int bit = 0; bit < 8; ++bit) {
            sum = static_cast<uint8_t>((sum & 0x80) != 0 ? sum << 1 ^ 0x31 : sum << 1);
        }
    }
    return sum;
}

}  // namespace oceanhil::parts

#endif
