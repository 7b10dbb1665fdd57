#include <EEPROM.h>

#include "oceanhil/format.h"

// What the core's linker script defines for the layout 4M2M (tools/sdk/ld/eagle.flash.4m2m.ld), where the chip sees its
// flash. Not by a flag, for not every linker has one for it.
asm(".globl _EEPROM_start\n_EEPROM_start = 0x405FB000");
asm(".globl _FS_start\n_FS_start = 0x40400000");
asm(".globl _FS_end\n_FS_end = 0x405FA000");

EEPROMClass::EEPROMClass() : SectorEeprom(place_text_) {}

EEPROMClass::EEPROMClass(uint32_t sector) : SectorEeprom(place_text_) {
    oceanhil_snprintf(place_text_, sizeof place_text_, "%lu", static_cast<unsigned long>(sector));
}

void EEPROMClass::begin(size_t size) { load(size); }

EEPROMClass EEPROM;
