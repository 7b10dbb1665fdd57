#include <EEPROM.h>

#include "oceanhil/format.h"

// What the core's linker script defines for the layout 4M2M (tools/sdk/ld/eagle.flash.4m2m.ld), where the chip sees its
// flash. Not by a flag, for not every linker has one for it.
asm(".globl _EEPROM_start\n_EEPROM_start = 0x405FB000");
asm(".globl _FS_start\n_FS_start = 0x40400000");
asm(".globl _FS_end\n_FS_end = 0x405FA000");
asm(".globl _SPIFFS_start\n_SPIFFS_start = 0x40400000");
asm(".globl _SPIFFS_end\n_SPIFFS_end = 0x405FA000");

namespace {

constexpr uint32_t kFirstByte = 0x40200000;
constexpr uint32_t kOwnSector = (0x405FB000 - kFirstByte) / 0x1000;

}  // namespace

EEPROMClass::EEPROMClass() : EEPROMClass(kOwnSector) {}

EEPROMClass::EEPROMClass(uint32_t sector) : SectorEeprom(place_text_), _sector(sector) {}

// The core's own sector has no name.
void EEPROMClass::find_place() {
    place_text_[0] = '\0';
    if (_sector != kOwnSector) {
        oceanhil_snprintf(place_text_, sizeof place_text_, "%lu", static_cast<unsigned long>(_sector));
    }
}

void EEPROMClass::begin(size_t size) {
    find_place();
    load(size);
}

bool EEPROMClass::commit() {
    find_place();
    return SectorEeprom::commit();
}

bool EEPROMClass::end() {
    find_place();
    return SectorEeprom::end();
}

EEPROMClass EEPROM;
