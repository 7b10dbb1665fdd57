// Stand-in: signatures only. https://arduino-esp8266.readthedocs.io/en/latest/libraries.html#eeprom
#pragma once

#include <stddef.h>
#include <stdint.h>

class EEPROMClass {
  public:
    void begin(size_t size);
    uint8_t read(int const address);
    void write(int const address, uint8_t const value);
    bool commit();
    size_t length();
};

extern EEPROMClass EEPROM;
