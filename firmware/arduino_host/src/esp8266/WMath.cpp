// Facts: cores/esp8266/WMath.cpp.
#include <Arduino.h>

#include "oceanhil/chance.h"
#include "oceanhil/digits.h"

namespace {

using oceanhil::chip_long;

bool is_seeded = false;

/// The remainder of 32 bits without a sign, also of a negative limit, as the processor takes it.
long below(uint32_t random, long limit) {
    const uint32_t divisor = chip_long(static_cast<unsigned long>(limit));
    return divisor == 0 ? 0 : static_cast<int32_t>(random % divisor);
}

uint32_t next() { return is_seeded ? oceanhil::generated_31() : oceanhil::chip_random(); }

}  // namespace

void randomSeed(unsigned long seed) {
    if (seed != 0) {
        oceanhil::seed_generator(chip_long(seed));
        is_seeded = true;
    }
}

// Nothing is drawn where there is nothing to choose from.
long random(long howbig) { return howbig == 0 ? 0 : below(next(), howbig); }

long random(long howsmall, long howbig) {
    return howsmall >= howbig ? howsmall : random(chip_long(howbig - howsmall)) + howsmall;
}

long secureRandom(long howbig) { return howbig == 0 ? 0 : below(oceanhil::chip_random(), howbig); }

long secureRandom(long howsmall, long howbig) {
    return howsmall >= howbig ? howsmall : secureRandom(chip_long(howbig - howsmall)) + howsmall;
}

long map(long value, long in_min, long in_max, long out_min, long out_max) {
    const int32_t rise = chip_long(out_max - out_min);
    const int32_t run = chip_long(in_max - in_min);
    const int32_t delta = chip_long(value - in_min);
    return chip_long(chip_long(static_cast<long>(delta) * rise + run / 2) / run + out_min);
}
