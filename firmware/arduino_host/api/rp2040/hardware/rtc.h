/// The RP2040's clock of dates (src/rp2_common/hardware_rtc of pico-sdk 2). It stops with each reset.
#pragma once

#include <pico/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*rtc_callback_t)(void);

void rtc_init(void);
/// False of what is no date; the day of the week is what one says it is.
bool rtc_set_datetime(const datetime_t* t);
/// False while it does not run.
bool rtc_get_datetime(datetime_t* t);
bool rtc_running(void);
/// When all that is not -1 is so; again each time if anything is -1. Called from whatever lets time pass.
void rtc_set_alarm(const datetime_t* t, rtc_callback_t user_callback);
void rtc_enable_alarm(void);
void rtc_disable_alarm(void);

#ifdef __cplusplus
}
#endif
