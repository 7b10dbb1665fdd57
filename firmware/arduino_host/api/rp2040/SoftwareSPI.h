/// SPI on any pins, by a state machine (libraries/SoftwareSPI/src/SoftwareSPI.h), with nothing on the bus.
#pragma once

#include <SPI.h>

class SoftwareSPI : public SPIClassRP2040 {
  public:
    SoftwareSPI(pin_size_t sck, pin_size_t miso, pin_size_t mosi, pin_size_t cs = static_cast<pin_size_t>(-1))
        : SPIClassRP2040(miso) {
        (void)sck, (void)mosi, (void)cs;
    }
};
