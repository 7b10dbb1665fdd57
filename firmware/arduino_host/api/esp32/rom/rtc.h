/// Why the chip started, as its ROM tells it. Facts: components/esp_rom/include/CHIP/rom/rtc.h of ESP-IDF.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#if defined(CONFIG_IDF_TARGET_ESP32S3) || defined(CONFIG_IDF_TARGET_ESP32C3)
typedef enum {
    NO_MEAN = 0,
    POWERON_RESET = 1,
    RTC_SW_SYS_RESET = 3,
    DEEPSLEEP_RESET = 5,
    TG0WDT_SYS_RESET = 7,
    TG1WDT_SYS_RESET = 8,
    RTCWDT_SYS_RESET = 9,
    INTRUSION_RESET = 10,
    TG0WDT_CPU_RESET = 11,
    RTC_SW_CPU_RESET = 12,
    RTCWDT_CPU_RESET = 13,
    RTCWDT_BROWN_OUT_RESET = 15,
    RTCWDT_RTC_RESET = 16,
    TG1WDT_CPU_RESET = 17,
    SUPER_WDT_RESET = 18,
    GLITCH_RTC_RESET = 19
} RESET_REASON;
#else
typedef enum {
    NO_MEAN = 0,
    POWERON_RESET = 1,
    SW_RESET = 3,
    OWDT_RESET = 4,
    DEEPSLEEP_RESET = 5,
    SDIO_RESET = 6,
    TG0WDT_SYS_RESET = 7,
    TG1WDT_SYS_RESET = 8,
    RTCWDT_SYS_RESET = 9,
    INTRUSION_RESET = 10,
    TGWDT_CPU_RESET = 11,
    SW_CPU_RESET = 12,
    RTCWDT_CPU_RESET = 13,
    EXT_CPU_RESET = 14,
    RTCWDT_BROWN_OUT_RESET = 15,
    RTCWDT_RTC_RESET = 16
} RESET_REASON;
#endif

/// Of either core.
RESET_REASON rtc_get_reset_reason(int cpu_no);

#ifdef __cplusplus
}
#endif
