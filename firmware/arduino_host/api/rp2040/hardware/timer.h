/// The timer of pico-sdk 2 (src/rp2_common/hardware_timer): the time, and its four alarms, of which the last is that of the
/// default pool (pico/time.h). Their registers and their interrupts by number are missing.
#pragma once

#include <hardware/structs/timer.h>
#include <pico/time.h>

#define NUM_ALARMS 4

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*hardware_alarm_callback_t)(uint alarm_num);

/// A panic if it is claimed.
void hardware_alarm_claim(uint alarm_num);
/// -1 if there is none left; a panic if one is required.
int hardware_alarm_claim_unused(bool required);
void hardware_alarm_unclaim(uint alarm_num);
bool hardware_alarm_is_claimed(uint alarm_num);
/// Who is called when it rings, in calls that let time pass; nullptr: nobody, and it never rings.
void hardware_alarm_set_callback(uint alarm_num, hardware_alarm_callback_t callback);
/// True if the time is over: it does not ring then.
bool hardware_alarm_set_target(uint alarm_num, absolute_time_t t);
void hardware_alarm_cancel(uint alarm_num);
/// It rings as soon as time passes.
void hardware_alarm_force_irq(uint alarm_num);

#ifdef __cplusplus
}
#endif
