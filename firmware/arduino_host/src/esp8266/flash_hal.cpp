// Flash by the calls of cores/esp8266/flash_hal.h, which are those of ESP with other results.
#include <Arduino.h>
#include <flash_hal.h>
#include <spi_flash.h>

int32_t flash_hal_read(uint32_t addr, uint32_t size, uint8_t* dst) {
    return EspClass::flashRead(addr, dst, size) ? FLASH_HAL_OK : FLASH_HAL_READ_ERROR;
}

int32_t flash_hal_write(uint32_t addr, uint32_t size, const uint8_t* src) {
    return EspClass::flashWrite(addr, src, size) ? FLASH_HAL_OK : FLASH_HAL_WRITE_ERROR;
}

int32_t flash_hal_erase(uint32_t addr, uint32_t size) {
    if (addr % SPI_FLASH_SEC_SIZE != 0 || size % SPI_FLASH_SEC_SIZE != 0) abort();
    for (uint32_t at = addr; at != addr + size; at += SPI_FLASH_SEC_SIZE) {
        if (!EspClass::flashEraseSector(at / SPI_FLASH_SEC_SIZE)) return FLASH_HAL_ERASE_ERROR;
    }
    return FLASH_HAL_OK;
}
