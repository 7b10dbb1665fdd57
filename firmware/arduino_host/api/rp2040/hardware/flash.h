/// Flash of pico-sdk (src/rp2_common/hardware_flash), by offsets from the beginning of the chip.
///
/// What is read through XIP_BASE is a copy of the chip, true whenever XIP_BASE is asked for and after each call here.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FLASH_PAGE_SIZE (1u << 8)
#define FLASH_SECTOR_SIZE (1u << 12)
#define FLASH_BLOCK_SIZE (1u << 16)
#define FLASH_UNIQUE_ID_SIZE_BYTES 8
#ifndef PICO_FLASH_SIZE_BYTES
#define PICO_FLASH_SIZE_BYTES (2 * 1024 * 1024)
#endif

/// Whole sectors; anything else ends in a panic, as with the SDK's own checks.
void flash_range_erase(uint32_t flash_offs, size_t count);
/// Whole pages.
void flash_range_program(uint32_t flash_offs, const uint8_t* data, size_t count);
void flash_get_unique_id(uint8_t* id_out);

uintptr_t oceanhil_flash_view(void);
#define XIP_BASE (oceanhil_flash_view())

#ifdef __cplusplus
}
#endif
