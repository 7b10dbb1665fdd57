#include "chance.h"

#include "machine.h"

namespace oceanhil::machine {

namespace {

// xorshift64*, Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2014.
constexpr uint64_t kMultiplier = 0x2545F4914F6CDD1DU;
uint64_t chance_state = 1;

}  // namespace

void seed_chance(uint64_t seed) { chance_state = seed | 1U; }

uint32_t random_32() {
    chance_state ^= chance_state >> 12U;
    chance_state ^= chance_state << 25U;
    chance_state ^= chance_state >> 27U;
    return static_cast<uint32_t>((chance_state * kMultiplier) >> 32U);
}

}  // namespace oceanhil::machine
