/// Checksums of the ROM (components/esp_rom/include/esp_rom_crc.h of ESP-IDF 5.5.1). Each turns `crc` over before and
/// after, so that of a begin of 0 the CRC-32 is that of ZIP, and one of several pieces is put together by giving what
/// came before. `le`: bits of a byte from the lowest, `be` from the highest.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Polynomials 0x04C11DB7, 0x1021, 0x07.
uint32_t crc32_le(uint32_t crc, uint8_t const* buf, uint32_t len);
uint32_t crc32_be(uint32_t crc, uint8_t const* buf, uint32_t len);
uint16_t crc16_le(uint16_t crc, uint8_t const* buf, uint32_t len);
uint16_t crc16_be(uint16_t crc, uint8_t const* buf, uint32_t len);
uint8_t crc8_le(uint8_t crc, uint8_t const* buf, uint32_t len);
uint8_t crc8_be(uint8_t crc, uint8_t const* buf, uint32_t len);

#ifdef __cplusplus
}
#endif
