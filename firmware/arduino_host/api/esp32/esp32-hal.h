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
#include "esp32-hal-bt.h"
#include "esp32-hal-cpu.h"
#include "esp32-hal-dac.h"
#include "esp32-hal-gpio.h"
#include "esp32-hal-ledc.h"
#include "esp32-hal-log.h"
#include "esp32-hal-psram.h"
#include "esp32-hal-rmt.h"
#include "esp32-hal-sigmadelta.h"
#include "esp32-hal-timer.h"
#include "esp32-hal-touch.h"
#include "soc/soc.h"
#include "soc/soc_caps.h"
#include "esp_attr.h"
#include "esp_random.h"
// What the core brings along of ESP-IDF. The API's own tests have no tasks.
#if __has_include("freertos/FreeRTOS.h")
#include "esp_heap_caps.h"
#include "esp_sleep.h"
#include "esp_system.h"
#include "freertos/event_groups.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#endif

#define ARDUINO_ISR_ATTR
#define ARDUINO_ISR_FLAG (0)

#define NOP() ((void)0)
#define optimistic_yield(us)

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

void enableLoopWDT(void);
void disableLoopWDT(void);
void feedLoopWDT(void);
/// False if its idle task is not watched: of two cores the first one's is from the beginning.
void enableCore0WDT(void);
bool disableCore0WDT(void);
#if SOC_CPU_CORES_NUM > 1
void enableCore1WDT(void);
bool disableCore1WDT(void);
#endif
#if __has_include("freertos/FreeRTOS.h")
BaseType_t xTaskCreateUniversal(TaskFunction_t pxTaskCode, const char* const pcName, const uint32_t usStackDepth,
                                void* const pvParameters, UBaseType_t uxPriority, TaskHandle_t* const pxCreatedTask,
                                const BaseType_t xCoreID);
#endif

#ifdef __cplusplus
}
#endif

#endif
