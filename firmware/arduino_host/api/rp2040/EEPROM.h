/// EEPROM of arduino-pico: the last sector of flash.
#pragma once

#include <oceanhil/sector_eeprom.h>

class EEPROMClass : public oceanhil::SectorEeprom {
  public:
    EEPROMClass();

    /// Rounded up to pages of 256 bytes; a size outside 1 to 4,096 means 4,096.
    void begin(size_t size);

    template <typename T>
    const T& update(int address, const T& value) {
        return put(address, value);
    }
};

extern EEPROMClass EEPROM;
