/// Voltages out of pins 25 and 26: what goes out shows nowhere. Facts: cores/esp32/esp32-hal-dac.h.
#ifndef OCEANHIL_ESP32_HAL_DAC_H
#define OCEANHIL_ESP32_HAL_DAC_H

#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

#if SOC_DAC_SUPPORTED

#ifdef __cplusplus
extern "C" {
#endif

/// False for a pin that has none.
bool dacWrite(uint8_t pin, uint8_t value);
bool dacDisable(uint8_t pin);

#ifdef __cplusplus
}
#endif

#endif
#endif
