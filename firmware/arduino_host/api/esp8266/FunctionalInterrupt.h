/// Functions with a state at edges of a pin. Facts: FunctionalInterrupt.h of both Espressif cores.
#ifndef OCEANHIL_FUNCTIONAL_INTERRUPT_H
#define OCEANHIL_FUNCTIONAL_INTERRUPT_H

#include <stdint.h>

#include <functional>

void attachInterrupt(uint8_t pin, std::function<void(void)> function, int mode);

#endif
