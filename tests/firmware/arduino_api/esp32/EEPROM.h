// Stand-in: signatures only. https://github.com/espressif/arduino-esp32/tree/master/libraries/EEPROM
#pragma once

#include <stddef.h>
#include <stdint.h>

class EEPROMClass {
  public:
    bool begin(size_t size);
    uint8_t read(int address);
    void write(int address, uint8_t value);
    uint16_t length();
    bool commit();
};

extern EEPROMClass EEPROM;
