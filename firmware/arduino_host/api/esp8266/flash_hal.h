/// Where EEPROM and files lie in flash (cores/esp8266/flash_hal.h), by the layout 4M2M (tools/sdk/ld/eagle.flash.4m2m.ld).
#ifndef flash_hal_h
#define flash_hal_h

#include <stdint.h>

#define EEPROM_start ((uint32_t)0x405FB000)
#define FS_start ((uint32_t)0x40400000)
#define FS_end ((uint32_t)0x405FA000)
#define FS_page ((uint32_t)0x100)
#define FS_block ((uint32_t)0x2000)
#define FS_PHYS_ADDR ((uint32_t)FS_start - 0x40200000)
#define FS_PHYS_SIZE ((uint32_t)(FS_end - FS_start))
#define FS_PHYS_PAGE ((uint32_t)FS_page)
#define FS_PHYS_BLOCK ((uint32_t)FS_block)

#define FLASH_HAL_OK (0)
#define FLASH_HAL_READ_ERROR (-1)
#define FLASH_HAL_WRITE_ERROR (-2)
#define FLASH_HAL_ERASE_ERROR (-3)

#ifdef __cplusplus
extern "C" {
#endif

// Addresses are those of flash, as ESP.flashRead has them.
int32_t flash_hal_write(uint32_t addr, uint32_t size, const uint8_t* src);
/// Whole sectors, or the program ends.
int32_t flash_hal_erase(uint32_t addr, uint32_t size);
int32_t flash_hal_read(uint32_t addr, uint32_t size, uint8_t* dst);

#ifdef __cplusplus
}
#endif

#endif
