// Stand-in: signatures only. https://github.com/PaulStoffregen/OneWire
#pragma once

#include <stdint.h>

class OneWire {
  public:
    OneWire();
    OneWire(uint8_t pin);
    void begin(uint8_t pin);
};
