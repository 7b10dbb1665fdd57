// The board's EEPROM library and the record's two slots, over counted flash work.
//
// Layout and commits are those of the libraries of the ESP8266 and RP2040 Arduino cores (libraries/EEPROM): one sector
// without header, checksum or rotation, a RAM copy, and a commit that erases the sector and programs the copy.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "oceanremote/board.h"

namespace storage {

bool eeprom_begin(uint32_t size);
uint32_t eeprom_length();
void eeprom_read(uint32_t address, uint8_t* data, size_t length);
void eeprom_write(uint32_t address, const uint8_t* data, size_t length);
bool eeprom_commit();

bool slot_read(or_slot slot, uint8_t* data, size_t length);
bool slot_write(or_slot slot, const uint8_t* data, size_t length);
/// Programs the slot once more without erasing it.
bool slot_program_again(or_slot slot, const uint8_t* data, size_t length);

/// Erases everything that the firmware keeps; no flash work of the firmware's.
bool erase();

}  // namespace storage
