/// Of Xtensa's own library (xtensa/hal.h): the cycles of the processor. A C3 has another one, and no such header.
#pragma once

#if defined(CONFIG_IDF_TARGET_ESP32C3)
#error "xtensa/hal.h: an ESP32-C3 has no Xtensa processor; esp_cpu_get_cycle_count of esp_cpu.h is for all"
#endif

#include <esp_cpu.h>

static inline unsigned xthal_get_ccount(void) { return esp_cpu_get_cycle_count(); }
