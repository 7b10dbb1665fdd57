/// Random numbers as the cores have them.
#ifndef OCEANHIL_CHANCE_H
#define OCEANHIL_CHANCE_H

#include <stdint.h>

namespace oceanhil {

/// newlib's generator, of which the cores make `random` after `randomSeed`: the same seed gives the same numbers as on
/// a chip. Source: newlib/libc/stdlib/rand.c.
void seed_generator(uint32_t seed);
/// 31 random bits.
uint32_t generated_31();

/// 32 bits of the chip's own generator.
uint32_t chip_random();

}  // namespace oceanhil

#endif
