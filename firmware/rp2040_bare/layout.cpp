// A Pico W with 2 MB of flash: EEPROM in the last sector (arduino-pico, libraries/EEPROM), the spare sector below it.
#include "../bare/machine.h"

namespace machine {

const Identity identity = {
    OR_PICOW, "core-5.4.0", {0x28, 0xCD, 0xC1, 0x0E, 0x00, 0x01}, 0x1FF, 0x1FE, 0x1F4, 256,
};

// EEPROM.begin: whole pages of 256 bytes; what is not from 1 to 4,096 means the whole sector.
uint32_t eeprom_size(uint32_t size) {
    if (size == 0 || size > sector_bytes) {
        return sector_bytes;
    }
    return (size + 255) & ~255U;
}

}  // namespace machine
