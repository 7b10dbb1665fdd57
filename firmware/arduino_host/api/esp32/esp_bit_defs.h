/// Bits by their numbers (ESP-IDF 5.5.1, components/esp_common/include/esp_bit_defs.h).
#pragma once

#include <oceanhil/chip_bits.h>

#ifndef BIT
#define BIT(nr) (1UL << (nr))
#endif
#ifndef BIT64
#define BIT64(nr) (1ULL << (nr))
#endif
