/// What the ESP32's core has of the chip. Facts: cores/esp32/esp32-hal.h.
#ifndef OCEANHIL_ESP32_HAL_H
#define OCEANHIL_ESP32_HAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef F_CPU
#define F_CPU 240000000L
#endif

#include "esp32-hal-adc.h"
#include "esp32-hal-gpio.h"
#include "esp32-hal-ledc.h"
#include "esp32-hal-log.h"
#include "esp32-hal-timer.h"
#include "esp_attr.h"
#include "esp_random.h"

#define ARDUINO_ISR_ATTR
#define ARDUINO_ISR_FLAG (0)

#ifdef __cplusplus
extern "C" {
#endif

void yield(void);
unsigned long millis(void);
unsigned long micros(void);
void delay(unsigned long milliseconds);
void delayMicroseconds(uint32_t microseconds);
/// Degrees Celsius.
float temperatureRead(void);

#ifdef __cplusplus
}
#endif

#endif
