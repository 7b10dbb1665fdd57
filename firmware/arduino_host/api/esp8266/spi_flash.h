/// Raw flash by the SDK's names (tools/sdk/include/spi_flash.h). Addresses and sizes are multiples of 4.
#ifndef SPI_FLASH_H
#define SPI_FLASH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SPI_FLASH_SEC_SIZE 4096

typedef enum { SPI_FLASH_RESULT_OK, SPI_FLASH_RESULT_ERR, SPI_FLASH_RESULT_TIMEOUT } SpiFlashOpResult;

uint32_t spi_flash_get_id(void);
SpiFlashOpResult spi_flash_erase_sector(uint16_t sec);
SpiFlashOpResult spi_flash_write(uint32_t des_addr, uint32_t* src_addr, uint32_t size);
SpiFlashOpResult spi_flash_read(uint32_t src_addr, uint32_t* des_addr, uint32_t size);

#ifdef __cplusplus
}
#endif

#endif
