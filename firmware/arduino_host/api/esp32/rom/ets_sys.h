/// What the ROM of an ESP32 prints and waits (ESP-IDF, components/esp_rom/include/esp32/rom/ets_sys.h).
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

int ets_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
void ets_delay_us(uint32_t us);
void esp_rom_delay_us(uint32_t us);

#ifdef __cplusplus
}
#endif
