/// The processor by ESP-IDF's calls (components/esp_hw_support/include/esp_cpu.h): its cycles and its number. Stalling a
/// core, its interrupts by number, watchpoints and debuggers are missing.
#pragma once

#include <esp_err.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t esp_cpu_cycle_count_t;

esp_cpu_cycle_count_t esp_cpu_get_cycle_count(void);
int esp_cpu_get_core_id(void);
/// Nobody debugs a board from within.
static inline bool esp_cpu_dbgr_is_attached(void) { return false; }

#ifdef __cplusplus
}
#endif
