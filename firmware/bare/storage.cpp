#include "storage.h"

#include <string.h>

#include "flash_work.h"
#include "machine.h"

namespace storage {
namespace {

MACHINE_UNINITIALISED uint8_t copy[machine::sector_bytes];
uint32_t copy_bytes;
bool is_dirty;

uint32_t sector_of(or_slot slot) {
    return slot == OR_SLOT_A ? machine::identity.eeprom_sector : machine::identity.spare_sector;
}

/// Programs `data`, padded to what the chip programs at once.
bool program_padded(uint32_t sector, const uint8_t* data, size_t length) {
    uint8_t padded[machine::sector_bytes];
    const size_t unit = machine::identity.programmed_in;
    const size_t whole = (length + unit - 1) / unit * unit;
    if (whole > sizeof padded) {
        return false;
    }
    memcpy(padded, data, length);
    memset(padded + length, 0xFF, whole - length);
    return flash_work::program(sector, padded, whole);
}

}  // namespace

bool eeprom_begin(uint32_t size) {
    const uint32_t rounded = machine::eeprom_size(size);
    if (rounded == 0) {
        return false;
    }
    copy_bytes = rounded;
    is_dirty = false;
    return machine::flash_read(machine::identity.eeprom_sector * machine::sector_bytes, copy, rounded);
}

uint32_t eeprom_length() { return copy_bytes; }

void eeprom_read(uint32_t address, uint8_t* data, size_t length) {
    for (size_t i = 0; i < length; i++, address++) {
        data[i] = address < copy_bytes ? copy[address] : 0;
    }
}

void eeprom_write(uint32_t address, const uint8_t* data, size_t length) {
    for (size_t i = 0; i < length; i++, address++) {
        if (address < copy_bytes && copy[address] != data[i]) {
            copy[address] = data[i];
            is_dirty = true;
        }
    }
}

bool eeprom_commit() {
    if (copy_bytes == 0) {
        return false;
    }
    if (is_dirty) {
        const uint32_t sector = machine::identity.eeprom_sector;
        if (!flash_work::erase_sector(sector) || !flash_work::program(sector, copy, copy_bytes)) {
            return false;
        }
        is_dirty = false;
    }
    return true;
}

bool slot_read(or_slot slot, uint8_t* data, size_t length) {
    return machine::flash_read(sector_of(slot) * machine::sector_bytes, data, length);
}

bool slot_write(or_slot slot, const uint8_t* data, size_t length) {
    if (length > machine::sector_bytes) {
        return false;
    }
    return flash_work::erase_sector(sector_of(slot)) && program_padded(sector_of(slot), data, length);
}

bool slot_program_again(or_slot slot, const uint8_t* data, size_t length) {
    return program_padded(sector_of(slot), data, length);
}

bool erase() {
    copy_bytes = 0;
    is_dirty = false;
    const bool is_first_erased = machine::flash_erase(machine::identity.eeprom_sector * machine::sector_bytes);
    return machine::flash_erase(machine::identity.spare_sector * machine::sector_bytes) && is_first_erased;
}

}  // namespace storage
