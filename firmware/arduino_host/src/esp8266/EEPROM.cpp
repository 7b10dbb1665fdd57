#include <EEPROM.h>

#include "oceanhil/format.h"

EEPROMClass::EEPROMClass() : SectorEeprom(place_text_) {}

EEPROMClass::EEPROMClass(uint32_t sector) : SectorEeprom(place_text_) {
    oceanhil_snprintf(place_text_, sizeof place_text_, "%lu", static_cast<unsigned long>(sector));
}

void EEPROMClass::begin(size_t size) { load(size); }

EEPROMClass EEPROM;
