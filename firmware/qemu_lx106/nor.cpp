// The board's NOR flash as the last 64 sectors of an ESP8266's 4 MB chip.
//
// The chip erases blocks of 64 KB, an ESP8266's sectors of 4 KB. So each sector gets a block of its own and uses the
// block's first 4 KB: erasing one sector leaves its neighbours alone, as it does on the board that is stood for. What
// lies below those 64 sectors holds code on a real board; here it reads as erased and cannot be written.
#include "../bare/machine.h"
#include "registers.h"

namespace machine {
namespace {

constexpr uint32_t chip_bytes = 4U << 20;
constexpr uint32_t first_byte = chip_bytes - lx60::nor_blocks * sector_bytes;

constexpr uint16_t read_array = 0xFF;
constexpr uint16_t erase_setup = 0x20;
constexpr uint16_t erase_confirm = 0xD0;
constexpr uint16_t program_word = 0x40;
constexpr uint16_t clear_status = 0x50;
constexpr uint16_t is_ready = 0x80;
constexpr uint16_t has_failed = 0x3A;
constexpr uint32_t looks_max = 1000000;

bool is_within_chip(uint32_t address, size_t length) { return address <= chip_bytes && length <= chip_bytes - address; }

uint32_t place_of(uint32_t address) {
    const uint32_t offset = address - first_byte;
    return lx60::nor_base + offset / sector_bytes * lx60::nor_block_bytes + offset % sector_bytes;
}

bool finish(uint32_t place) {
    for (uint32_t look = 0; look < looks_max; look++) {
        const uint16_t status = lx60::half(place);
        if ((status & is_ready) != 0) {
            lx60::half(place) = clear_status;
            lx60::half(place) = read_array;
            return (status & has_failed) == 0;
        }
    }
    return false;
}

uint8_t read_byte(uint32_t address) {
    if (address < first_byte) {
        return 0xFF;
    }
    const uint32_t place = place_of(address);
    const uint16_t both = lx60::half(place & ~1U);
    return static_cast<uint8_t>((place & 1) != 0 ? both >> 8 : both);
}

bool program_byte(uint32_t address, uint8_t byte) {
    const uint32_t place = place_of(address) & ~1U;
    const auto both = static_cast<uint16_t>((address & 1) != 0 ? byte << 8 | 0xFF : 0xFF00 | byte);
    // QEMU's chip stores what it is given; a real one can only clear bits.
    const auto cleared = static_cast<uint16_t>(lx60::half(place) & both);
    lx60::half(place) = program_word;
    lx60::half(place) = cleared;
    return finish(place);
}

}  // namespace

uint32_t flash_bytes() { return chip_bytes; }

bool flash_read(uint32_t address, uint8_t* into, size_t length) {
    if (!is_within_chip(address, length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        into[i] = read_byte(address + static_cast<uint32_t>(i));
    }
    return true;
}

bool flash_program(uint32_t address, const uint8_t* bytes, size_t length) {
    if (!is_within_chip(address, length) || address < first_byte) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != 0xFF && !program_byte(address + static_cast<uint32_t>(i), bytes[i])) {
            return false;
        }
    }
    return true;
}

bool flash_erase(uint32_t address) {
    if (address % sector_bytes != 0 || !is_within_chip(address, sector_bytes) || address < first_byte) {
        return false;
    }
    const uint32_t place = place_of(address);
    lx60::half(place) = erase_setup;
    lx60::half(place) = erase_confirm;
    return finish(place);
}

}  // namespace machine
