/// What the ROM prints and waits, by ESP-IDF 5's names (components/esp_rom/include/esp_rom_sys.h). Not here: reset reasons, the clock.
#pragma once

#include <rom/ets_sys.h>

#define esp_rom_printf ets_printf
