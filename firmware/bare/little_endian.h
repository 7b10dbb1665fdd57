// Numbers in flash, lowest byte first.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace little_endian {

template <typename Number>
void put(uint8_t* into, Number number) {
    for (size_t i = 0; i < sizeof number; i++) {
        into[i] = static_cast<uint8_t>(number >> (8 * i));
    }
}

template <typename Number>
Number get(const uint8_t* bytes) {
    Number number = 0;
    for (size_t i = 0; i < sizeof number; i++) {
        number = static_cast<Number>(number | static_cast<Number>(bytes[i]) << (8 * i));
    }
    return number;
}

}  // namespace little_endian
