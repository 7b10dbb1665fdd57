/// The SDK's calls about the chip that sketches for ESP8266 use (tools/sdk/include/user_interface.h).
///
/// Not here: the SDK's own Wi-Fi and timers (`os_timer_*` is in osapi.h of the SDK).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef int8_t sint8;
typedef int16_t sint16;
typedef int32_t sint32;

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
uint32_t os_random(void);

#ifdef __cplusplus
}
#endif
