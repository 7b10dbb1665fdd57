/// What the ROM prints, waits and knows, by ESP-IDF 5's names (components/esp_rom/include/esp_rom_sys.h).
#pragma once

#include <rom/ets_sys.h>
#include <rom/rtc.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef RESET_REASON soc_reset_reason_t;

soc_reset_reason_t esp_rom_get_reset_reason(int cpu_no);
/// The processor's megahertz, as `setCpuFrequencyMhz` has set them.
uint32_t esp_rom_get_cpu_ticks_per_us(void);

#ifdef __cplusplus
}
#endif
