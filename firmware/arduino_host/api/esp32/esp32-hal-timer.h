/// Timers of the chip, as arduino-esp32 3.x has them, or 2.x. Facts: cores/esp32/esp32-hal-timer.h and esp32-hal-timer.c.
#ifndef OCEANHIL_ESP32_HAL_TIMER_H
#define OCEANHIL_ESP32_HAL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "esp_arduino_version.h"

typedef struct timer_struct_t hw_timer_t;

#ifdef __cplusplus
extern "C" {
#endif

#if ESP_ARDUINO_VERSION_MAJOR < 3

// By number, on the older driver. Facts: cores/esp32/esp32-hal-timer.c of arduino-esp32 2.x.

#define timerBegin oceanhil_numbered_timer_begin
#define timerEnd oceanhil_numbered_timer_end
#define timerStart oceanhil_numbered_timer_start
#define timerStop oceanhil_numbered_timer_stop
#define timerRestart oceanhil_numbered_timer_restart
#define timerWrite oceanhil_numbered_timer_write
#define timerRead oceanhil_numbered_timer_read
#define timerReadMicros oceanhil_numbered_timer_read_micros
#define timerReadSeconds oceanhil_numbered_timer_read_seconds
#define timerAttachInterrupt oceanhil_numbered_timer_attach_interrupt
#define timerDetachInterrupt oceanhil_numbered_timer_detach_interrupt

/// Number 0 to 3 (0 and 1 on a chip with two), which counts each `divider`th of the clock's 80 MHz and has begun; NULL for
/// another.
hw_timer_t* timerBegin(uint8_t number, uint16_t divider, bool counts_up);
void timerEnd(hw_timer_t* timer);
void timerStart(hw_timer_t* timer);
void timerStop(hw_timer_t* timer);
void timerRestart(hw_timer_t* timer);
bool timerStarted(hw_timer_t* timer);
void timerWrite(hw_timer_t* timer, uint64_t value);
void timerSetDivider(hw_timer_t* timer, uint16_t divider);
void timerSetCountUp(hw_timer_t* timer, bool counts_up);
void timerSetAutoReload(hw_timer_t* timer, bool autoreload);
uint16_t timerGetDivider(hw_timer_t* timer);
bool timerGetCountUp(hw_timer_t* timer);
bool timerGetAutoReload(hw_timer_t* timer);

uint64_t timerRead(hw_timer_t* timer);
uint64_t timerReadMicros(hw_timer_t* timer);
uint64_t timerReadMilis(hw_timer_t* timer);
double timerReadSeconds(hw_timer_t* timer);

/// Of an edge nothing is made: all are of a level.
void timerAttachInterrupt(hw_timer_t* timer, void (*function)(void), bool is_edge);
void timerDetachInterrupt(hw_timer_t* timer);
/// Counts once it is enabled; without a reload it comes once, until it is enabled again.
void timerAlarmWrite(hw_timer_t* timer, uint64_t alarm_value, bool autoreload);
void timerAlarmEnable(hw_timer_t* timer);
void timerAlarmDisable(hw_timer_t* timer);
bool timerAlarmEnabled(hw_timer_t* timer);
uint64_t timerAlarmRead(hw_timer_t* timer);
uint64_t timerAlarmReadMicros(hw_timer_t* timer);
double timerAlarmReadSeconds(hw_timer_t* timer);

#else

/// A timer that counts so many times a second, and has begun; NULL when all are taken, or none of the chip's clocks can be
/// divided so: by 2 to 65536.
hw_timer_t* timerBegin(uint32_t frequency);
void timerEnd(hw_timer_t* timer);
void timerStart(hw_timer_t* timer);
void timerStop(hw_timer_t* timer);
void timerRestart(hw_timer_t* timer);
void timerWrite(hw_timer_t* timer, uint64_t value);

uint64_t timerRead(hw_timer_t* timer);
uint64_t timerReadMicros(hw_timer_t* timer);
uint64_t timerReadMillis(hw_timer_t* timer);
double timerReadSeconds(hw_timer_t* timer);
uint32_t timerGetFrequency(hw_timer_t* timer);

void timerAttachInterrupt(hw_timer_t* timer, void (*function)(void));
void timerAttachInterruptArg(hw_timer_t* timer, void (*function)(void*), void* argument);
void timerDetachInterrupt(hw_timer_t* timer);
/// Calls what is attached when the count comes to `alarm_value`; then it goes on from `reload_count`, again and again,
/// if `autoreload`.
void timerAlarm(hw_timer_t* timer, uint64_t alarm_value, bool autoreload, uint64_t reload_count);

#endif

#ifdef __cplusplus
}
#endif

#endif
