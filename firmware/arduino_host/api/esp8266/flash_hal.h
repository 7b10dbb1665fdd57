/// Where files lie in flash (cores/esp8266/flash_hal.h), by the layout 4M2M (tools/sdk/ld/eagle.flash.4m2m.ld).
#ifndef OCEANHIL_FLASH_HAL_H
#define OCEANHIL_FLASH_HAL_H

#include <stdint.h>

#define FS_start ((uint32_t)0x40400000)
#define FS_end ((uint32_t)0x405FA000)
#define FS_page ((uint32_t)0x100)
#define FS_block ((uint32_t)0x2000)
#define FS_PHYS_ADDR ((uint32_t)FS_start - 0x40200000)
#define FS_PHYS_SIZE ((uint32_t)(FS_end - FS_start))
#define FS_PHYS_PAGE ((uint32_t)FS_page)
#define FS_PHYS_BLOCK ((uint32_t)FS_block)

#endif
