/// Cycles by the name of before ESP-IDF 5 (components/hal/include/hal/cpu_hal.h); the others of it are missing.
#pragma once

#include <esp_cpu.h>

#define cpu_hal_get_cycle_count() ((uint32_t)esp_cpu_get_cycle_count())
#define cpu_hal_get_core_id() ((uint32_t)esp_cpu_get_core_id())
