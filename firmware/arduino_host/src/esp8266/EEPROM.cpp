#include <EEPROM.h>
#include <stdio.h>

EEPROMClass::EEPROMClass() : SectorEeprom(place_text_) {}

EEPROMClass::EEPROMClass(uint32_t sector) : SectorEeprom(place_text_) {
    snprintf(place_text_, sizeof place_text_, "%lu", static_cast<unsigned long>(sector));
}

void EEPROMClass::begin(size_t size) { load(size); }

EEPROMClass EEPROM;
