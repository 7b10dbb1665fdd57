/// The ROM's checksums by the names of components/esp_rom/include/esp_crc.h of ESP-IDF 5.5.1.
#pragma once

#include <rom/crc.h>

#define esp_crc32_le crc32_le
#define esp_crc32_be crc32_be
#define esp_crc16_le crc16_le
#define esp_crc16_be crc16_be
#define esp_crc8_le crc8_le
#define esp_crc8_be crc8_be
