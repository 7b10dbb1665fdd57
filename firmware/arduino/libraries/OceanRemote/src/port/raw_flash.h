/// Flash below the storage libraries, for the agent: addresses count from the chip's first byte.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace raw_flash {

/// The size of the chip in bytes.
uint32_t chip_bytes();
/// Reads any bytes within the chip; false when the driver refuses.
bool read(uint32_t address, uint8_t* data, size_t bytes);
/// Programs without an erase, padded with 0xFF to what the chip takes. False where the program lies, too.
bool program(uint32_t address, const uint8_t* data, size_t bytes);
/// Erases the sector of 4,096 bytes that begins at `address`. False where the program lies, too.
bool erase(uint32_t address);

}  // namespace raw_flash
