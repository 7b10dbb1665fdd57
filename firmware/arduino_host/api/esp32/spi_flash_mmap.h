/// Sizes of the flash (ESP-IDF 5.5.1, components/spi_flash/include/spi_flash_mmap.h). To map it into memory is missing:
/// `esp_partition_read` and `ESP.flashRead` read it.
#pragma once

#include <esp_err.h>
#include <sdkconfig.h>

#define SPI_FLASH_SEC_SIZE 4096
#define SPI_FLASH_MMU_PAGE_SIZE 0x10000
