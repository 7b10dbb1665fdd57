/// Timers of the chip, as arduino-esp32 3.x has them. Facts: cores/esp32/esp32-hal-timer.h and esp32-hal-timer.c.
#ifndef OCEANHIL_ESP32_HAL_TIMER_H
#define OCEANHIL_ESP32_HAL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct timer_struct_t hw_timer_t;

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif

#endif
