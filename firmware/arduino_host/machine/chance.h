/// The seed of the chip's generator: the simulator's, so that a run can be repeated.
#ifndef OCEANHIL_MACHINE_CHANCE_H
#define OCEANHIL_MACHINE_CHANCE_H

#include <stdint.h>

namespace oceanhil::machine {

void seed_chance(uint64_t seed);

}  // namespace oceanhil::machine

#endif
