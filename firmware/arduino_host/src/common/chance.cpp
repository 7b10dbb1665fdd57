#include "oceanhil/chance.h"

#include "machine.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint64_t kFactor = 6364136223846793005;
constexpr unsigned kLowBits = 32;
constexpr uint32_t kMostChance = 0x7FFFFFFF;

uint64_t state = 1;

}  // namespace

void seed_generator(uint32_t seed) { state = seed; }

uint32_t generated_31() {
    state = state * kFactor + 1;
    return static_cast<uint32_t>(state >> kLowBits) & kMostChance;
}

uint32_t chip_random() { return machine::random_32(); }

}  // namespace oceanhil
