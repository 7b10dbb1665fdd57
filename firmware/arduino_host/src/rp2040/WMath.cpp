// Facts: cores/rp2040/WMath.cpp, api/Common.cpp of ArduinoCore-API.
#include <Arduino.h>

#include "oceanhil/chance.h"
#include "oceanhil/digits.h"

using oceanhil::chip_long;

void randomSeed(unsigned long seed) {
    if (seed != 0) {
        oceanhil::seed_generator(chip_long(seed));
    }
}

long random(long howbig) {
    return howbig == 0 ? 0 : static_cast<int32_t>(oceanhil::generated_31()) % chip_long(howbig);
}

long random(long howsmall, long howbig) {
    return howsmall >= howbig ? howsmall : random(chip_long(howbig - howsmall)) + howsmall;
}

long map(long value, long in_min, long in_max, long out_min, long out_max) {
    const int32_t delta = chip_long(value - in_min);
    const int32_t rise = chip_long(out_max - out_min);
    const int32_t run = chip_long(in_max - in_min);
    return chip_long(chip_long(static_cast<long>(delta) * rise) / run + out_min);
}
