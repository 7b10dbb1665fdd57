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

namespace {

// The chip divides by zero without a word (pico-sdk, pico_divider/divider_hardware.S, and an __aeabi_idiv0 that does
// nothing): to the most there is, of the sign of what is divided.
int32_t quotient(int32_t dividend, int32_t divisor) {
    if (divisor != 0) {
        return dividend / divisor;
    }
    return dividend == 0 ? 0 : (dividend > 0 ? INT32_MAX : INT32_MIN);
}

}  // namespace

long map(long value, long in_min, long in_max, long out_min, long out_max) {
    const int32_t delta = chip_long(value - in_min);
    const int32_t rise = chip_long(out_max - out_min);
    const int32_t run = chip_long(in_max - in_min);
    const auto mapped = static_cast<uint32_t>(quotient(chip_long(static_cast<long>(delta) * rise), run));
    return static_cast<int32_t>(mapped + static_cast<uint32_t>(out_min));
}
