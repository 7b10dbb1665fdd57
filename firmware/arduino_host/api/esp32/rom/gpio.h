/// Pins by the ROM (ESP-IDF 5.5.1, components/esp_rom/include/esp_rom_gpio.h). Not here: which signal a pin carries.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The pin is a GPIO, as every pin here is unless a driver has it.
static inline void esp_rom_gpio_pad_select_gpio(uint32_t iopad_num) { (void)iopad_num; }
static inline void gpio_pad_select_gpio(uint32_t iopad_num) { esp_rom_gpio_pad_select_gpio(iopad_num); }

#ifdef __cplusplus
}
#endif
