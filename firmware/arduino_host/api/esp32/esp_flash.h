/// The flash chip by ESP-IDF's own calls (ESP-IDF 5.5.1, components/spi_flash/include/esp_flash.h). There is one chip, the main
/// one; NULL is it, too. Whoever writes or erases before the end of the partition table, or where the program lies, ends in
/// `abort`, as the core is built.
///
/// Missing: other chips, erasing all of it, protected regions, encryption.
#pragma once

#include <esp_err.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_FLASH_NOT_INITIALISED (ESP_ERR_FLASH_BASE + 3)
#define ESP_ERR_FLASH_UNSUPPORTED_HOST (ESP_ERR_FLASH_BASE + 4)
#define ESP_ERR_FLASH_UNSUPPORTED_CHIP (ESP_ERR_FLASH_BASE + 5)
#define ESP_ERR_FLASH_PROTECTED (ESP_ERR_FLASH_BASE + 6)

/// What the driver knows of a chip.
typedef struct esp_flash_t {
    uint32_t size;
    uint32_t chip_id;
} esp_flash_t;

extern esp_flash_t* esp_flash_default_chip;

/// ESP_ERR_INVALID_ARG: there is no other chip. The main one is ready from the boot on.
esp_err_t esp_flash_init(esp_flash_t* chip);
bool esp_flash_chip_driver_initialized(const esp_flash_t* chip);
/// Its maker in the upper of three bytes: a Winbond W25Q.
esp_err_t esp_flash_read_id(esp_flash_t* chip, uint32_t* out_id);
esp_err_t esp_flash_get_size(esp_flash_t* chip, uint32_t* out_size);
esp_err_t esp_flash_get_physical_size(esp_flash_t* chip, uint32_t* flash_size);
esp_err_t esp_flash_read(esp_flash_t* chip, void* buffer, uint32_t address, uint32_t length);
/// Bits fall, and do not rise.
esp_err_t esp_flash_write(esp_flash_t* chip, const void* buffer, uint32_t address, uint32_t length);
/// Whole sectors of 4,096 bytes.
esp_err_t esp_flash_erase_region(esp_flash_t* chip, uint32_t start, uint32_t len);

#ifdef __cplusplus
}
#endif
