/// Functions with a state at edges of a pin. Facts: cores/esp8266/FunctionalInterrupt.h and FunctionalInterrupt.cpp.
#ifndef FUNCTIONALINTERRUPT_H
#define FUNCTIONALINTERRUPT_H

#include <stdint.h>

#include <functional>

void attachInterrupt(uint8_t pin, std::function<void(void)> function, int mode);

/// What the pin was at its edge, and when, in microseconds of `micros`.
struct InterruptInfo {
    uint8_t pin = 0;
    uint8_t value = 0;
    uint32_t micro = 0;
};

/// Called by the loop, with what was so at the edge.
void attachScheduledInterrupt(uint8_t pin, std::function<void(InterruptInfo)> scheduledIntRoutine, int mode);

#endif
