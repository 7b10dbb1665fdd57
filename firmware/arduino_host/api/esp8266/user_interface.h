/// The SDK's calls that sketches for ESP8266 use (tools/sdk/include/user_interface.h).
///
/// Not here: parameters in flash with protection (`system_param_…`), lists of what was allocated, upgrades.
#ifndef __USER_INTERFACE_H__
#define __USER_INTERFACE_H__

#include <c_types.h>
#include <gpio.h>
#include <os_type.h>
#include <osapi.h>
#include <spi_flash.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef MAC2STR
#define MAC2STR(a) (a)[0], (a)[1], (a)[2], (a)[3], (a)[4], (a)[5]
#define MACSTR "%02x:%02x:%02x:%02x:%02x:%02x"
#endif

#define SYS_CPU_80MHZ 80
#define SYS_CPU_160MHZ 160

enum rst_reason {
    REASON_DEFAULT_RST = 0,
    REASON_WDT_RST = 1,
    REASON_EXCEPTION_RST = 2,
    REASON_SOFT_WDT_RST = 3,
    REASON_SOFT_RESTART = 4,
    REASON_DEEP_SLEEP_AWAKE = 5,
    REASON_EXT_SYS_RST = 6
};

struct rst_info {
    uint32_t reason;
    uint32_t exccause;
    uint32_t epc1;
    uint32_t epc2;
    uint32_t epc3;
    uint32_t excvaddr;
    uint32_t depc;
};

struct rst_info* system_get_rst_info(void);
void system_restart(void);
uint32_t system_get_chip_id(void);
uint32_t system_get_free_heap_size(void);
uint8_t system_get_cpu_freq(void);
/// Microseconds, 32 bits that wrap.
uint32_t system_get_time(void);
const char* system_get_sdk_version(void);
bool system_rtc_mem_read(uint8_t src_addr, void* des_addr, uint16_t load_size);
bool system_rtc_mem_write(uint8_t des_addr, const void* src_addr, uint16_t save_size);
void system_soft_wdt_feed(void);
void system_soft_wdt_stop(void);
void system_soft_wdt_restart(void);
/// Tasks of the SDK: what is posted is told when time passes next. The core has priority 1 for itself; there false.
enum { USER_TASK_PRIO_0 = 0, USER_TASK_PRIO_1, USER_TASK_PRIO_2, USER_TASK_PRIO_MAX };
bool system_os_task(os_task_t task, uint8 prio, os_event_t* queue, uint8 qlen);
/// False if the queue is full, or nobody hears it.
bool system_os_post(uint8 prio, os_signal_t sig, os_param_t par);
bool system_deep_sleep_set_option(uint8 option);
bool system_deep_sleep(uint64 time_in_us);
/// Of `A0`.
uint16 system_adc_read(void);
/// In 1/1024 V.
uint16 system_get_vdd33(void);
uint8 system_get_boot_version(void);
uint8 system_get_boot_mode(void);
/// In the sketch's own clock nothing changes with it.
bool system_update_cpu_freq(uint8 freq);
void system_set_os_print(uint8 onoff);
uint8 system_get_os_print(void);
/// Ticks of the slow clock, and how long one is: here a microsecond, in 20.12 fixed point.
uint32 system_get_rtc_time(void);
uint32 system_rtc_clock_cali_proc(void);
void system_print_meminfo(void);
/// Seconds since 1970 of a date in UTC.
uint64 system_mktime(uint32 year, uint32 mon, uint32 day, uint32 hour, uint32 min, uint32 sec);
/// Where the program begins in flash.
uint32 system_get_userbin_addr(void);
enum flash_size_map {
    FLASH_SIZE_4M_MAP_256_256 = 0,
    FLASH_SIZE_2M,
    FLASH_SIZE_8M_MAP_512_512,
    FLASH_SIZE_16M_MAP_512_512,
    FLASH_SIZE_32M_MAP_512_512,
    FLASH_SIZE_16M_MAP_1024_1024,
    FLASH_SIZE_32M_MAP_1024_1024,
    FLASH_SIZE_32M_MAP_2048_2048,
    FLASH_SIZE_64M_MAP_1024_1024,
    FLASH_SIZE_128M_MAP_1024_1024
};
enum flash_size_map system_get_flash_size_map(void);
void system_phy_set_max_tpw(uint8 max_tpw);
void system_phy_set_rfoption(uint8 option);
void system_phy_set_powerup_option(uint8 option);

#ifdef __cplusplus
}
#endif

#include "oceanhil/sdk_air.h"
#include "oceanhil/sdk_wifi.h"

#endif
