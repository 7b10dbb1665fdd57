// Facts: cores/esp32/WMath.cpp of arduino-esp32 3.x.
#include <Arduino.h>

#include "oceanhil/chance.h"
#include "oceanhil/digits.h"

namespace {

using oceanhil::chip_long;

bool uses_chip = true;

uint32_t next() { return uses_chip ? oceanhil::chip_random() : oceanhil::generated_31(); }

}  // namespace

void useRealRandomGenerator(bool useRandomHW) { uses_chip = useRandomHW; }

void randomSeed(unsigned long seed) {
    if (seed != 0) {
        oceanhil::seed_generator(chip_long(seed));
        uses_chip = false;
    }
}

long random(long howbig) {
    if (howbig == 0) {
        return 0;
    }
    return howbig < 0 ? random(0, -howbig)
                      : static_cast<int32_t>(next() % chip_long(static_cast<unsigned long>(howbig)));
}

long random(long howsmall, long howbig) {
    return howsmall >= howbig ? howsmall : random(chip_long(howbig - howsmall)) + howsmall;
}

long map(long value, long in_min, long in_max, long out_min, long out_max) {
    const int32_t run = chip_long(in_max - in_min);
    if (run == 0) {
        return -1;
    }
    const int32_t rise = chip_long(out_max - out_min);
    const int32_t delta = chip_long(value - in_min);
    return chip_long(chip_long(static_cast<long>(delta) * rise) / run + out_min);
}
