// The firmware's own flash work, counted in units of one byte programmed or one sector erased, up to a power cut.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace flash_work {

/// Begins to count at 0, for boot number `boot`, and arms the power cut that is in the journal for it.
void begin(uint32_t boot);

/// Units done in this boot.
uint32_t units();

/// Arms a power cut in this boot; one whose unit is past strikes at the next operation.
void arm(uint32_t unit);

/// Erases a sector by its index. Does not return when power is cut: an erase is all or nothing.
bool erase_sector(uint32_t sector);

/// Programs bytes from the start of a sector. Does not return when power is cut: the bytes so far are programmed.
bool program(uint32_t sector, const uint8_t* bytes, size_t length);

}  // namespace flash_work
