/// Clocks by ESP-IDF's own calls (components/esp_hw_support/include/esp_private/esp_clk.h): hertz, and the RTC's microseconds, which
/// begin anew with each boot here. What calibrates the slow clock is missing.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

int esp_clk_cpu_freq(void);
int esp_clk_apb_freq(void);
int esp_clk_xtal_freq(void);
uint64_t esp_clk_rtc_time(void);

#ifdef __cplusplus
}
#endif
