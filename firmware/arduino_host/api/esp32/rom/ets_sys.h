/// What the ROM of an ESP32 prints and waits (ESP-IDF, components/esp_rom/include/esp32/rom/ets_sys.h).
#pragma once

#include <stdint.h>

/// By the name of ESP-IDF 5.
#define esp_rom_printf ets_printf

#ifdef __cplusplus
extern "C" {
#endif

int ets_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
/// One letter on UART 0.
void ets_write_char_uart(char letter);
/// From now on letters of `ets_printf` go there, one by one.
void ets_install_putc1(void (*put)(char letter));
void ets_install_uart_printf(void);
void ets_delay_us(uint32_t us);
void esp_rom_delay_us(uint32_t us);
/// Megahertz.
uint32_t ets_get_cpu_frequency(void);

#ifdef __cplusplus
}
#endif
