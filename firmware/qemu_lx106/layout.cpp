// An ESP8266 with 4 MB of flash: EEPROM at 0x3FB000, the spare sector below it (esp8266/Arduino, eagle.flash.4m.ld).
#include "../bare/machine.h"
#include "registers.h"

namespace machine {

const Identity identity = {
    OR_ESP8266, "core-3.1.2", {0x5C, 0xCF, 0x7F, 0x0E, 0x00, 0x01}, 0x3FB, 0x3FA, 0x3F0, 4,
};

// EEPROM.begin: at most a sector, in whole words of four bytes; 0 is refused.
uint32_t eeprom_size(uint32_t size) {
    if (size == 0) {
        return 0;
    }
    return ((size < sector_bytes ? size : sector_bytes) + 3) & ~3U;
}

}  // namespace machine
