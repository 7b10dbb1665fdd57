/// EEPROM of esp8266/Arduino: one sector of flash, the core's own or a sketch's.
#ifndef EEPROM_h
#define EEPROM_h

#include <oceanhil/sector_eeprom.h>

class EEPROMClass : public oceanhil::SectorEeprom {
  public:
    EEPROMClass();
    explicit EEPROMClass(uint32_t sector);

    /// Up to 4,096 bytes, rounded up to words of 4; 0 changes nothing.
    void begin(size_t size);
    bool commit();
    bool end();

  protected:
    /// Of flash: what is read and committed next is in it.
    uint32_t _sector;

  private:
    void find_place();

    // The digits of 32 bits, and a NUL.
    char place_text_[11] = {};
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_EEPROM)
extern EEPROMClass EEPROM;
#endif

#endif
