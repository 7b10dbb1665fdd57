#include <EEPROM.h>

EEPROMClass::EEPROMClass() : SectorEeprom("") {}

void EEPROMClass::begin(size_t size) { load(size); }

EEPROMClass EEPROM;
