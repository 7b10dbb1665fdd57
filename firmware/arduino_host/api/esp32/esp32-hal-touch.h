/// Touch pads: nobody touches them. Facts: cores/esp32/esp32-hal-touch.h.
#ifndef OCEANHIL_ESP32_HAL_TOUCH_H
#define OCEANHIL_ESP32_HAL_TOUCH_H

#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stdint.h>

#if SOC_TOUCH_SENSOR_SUPPORTED

#ifdef __cplusplus
extern "C" {
#endif

#if defined(CONFIG_IDF_TARGET_ESP32S3)
typedef uint32_t touch_value_t;
/// False: it is not touched.
bool touchInterruptGetLastStatus(uint8_t pin);
#else
typedef uint16_t touch_value_t;
void touchInterruptSetThresholdDirection(bool mustbeLower);
#endif

void touchSetCycles(uint16_t measure, uint16_t sleep);
/// Always the same, of a pad with nothing near; 0 of a pin that is no pad. It takes half a millisecond.
touch_value_t touchRead(uint8_t pin);
void touchAttachInterrupt(uint8_t pin, void (*userFunc)(void), touch_value_t threshold);
void touchAttachInterruptArg(uint8_t pin, void (*userFunc)(void*), void* arg, touch_value_t threshold);
void touchDetachInterrupt(uint8_t pin);
void touchSleepWakeUpEnable(uint8_t pin, touch_value_t threshold);

#ifdef __cplusplus
}
#endif

#endif
#endif
