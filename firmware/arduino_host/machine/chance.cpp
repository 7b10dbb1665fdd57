#include "chance.h"

#include "machine.h"

namespace machine {

namespace {

// xorshift64*, Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2014.
constexpr uint64_t kMultiplier = 0x2545F4914F6CDD1DU;
uint64_t state = 1;

}  // namespace

void seed_chance(uint64_t seed) { state = seed | 1U; }

uint32_t random_32() {
    state ^= state >> 12U;
    state ^= state << 25U;
    state ^= state >> 27U;
    return static_cast<uint32_t>((state * kMultiplier) >> 32U);
}

}  // namespace machine
