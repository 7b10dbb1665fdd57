/// Pulses by sigma-delta: on the pin a level that is not nothing is high. Facts: cores/esp32/esp32-hal-sigmadelta.h.
#ifndef OCEANHIL_ESP32_HAL_SIGMADELTA_H
#define OCEANHIL_ESP32_HAL_SIGMADELTA_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

bool sigmaDeltaAttach(uint8_t pin, uint32_t freq);
bool sigmaDeltaWrite(uint8_t pin, uint8_t duty);
bool sigmaDeltaDetach(uint8_t pin);

#ifdef __cplusplus
}
#endif

#endif
