// Stand-in: signatures only. https://www.raspberrypi.com/documentation/pico-sdk/hardware.html#hardware_flash
#pragma once

#include <stddef.h>
#include <stdint.h>

#define XIP_BASE 0x10000000u
#define FLASH_PAGE_SIZE (1u << 8)
#define FLASH_SECTOR_SIZE (1u << 12)
#define PICO_FLASH_SIZE_BYTES (2 * 1024 * 1024)

extern "C" void flash_range_erase(uint32_t flash_offs, size_t count);
extern "C" void flash_range_program(uint32_t flash_offs, const uint8_t* data, size_t count);
