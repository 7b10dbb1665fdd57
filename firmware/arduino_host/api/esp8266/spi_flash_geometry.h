/// Sizes of the flash (tools/sdk/include/spi_flash_geometry.h of esp8266/Arduino).
#ifndef SPI_FLASH_GEOMETRY_H
#define SPI_FLASH_GEOMETRY_H

#define FLASH_SECTOR_SIZE 0x1000
#define FLASH_BLOCK_SIZE 0x10000
#define FLASH_PAGE_SIZE 0x100
#define APP_START_OFFSET 0x1000
#ifndef SPI_FLASH_SEC_SIZE
#define SPI_FLASH_SEC_SIZE FLASH_SECTOR_SIZE
#endif

#endif
