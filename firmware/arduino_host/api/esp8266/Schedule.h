/// Functions that esp8266/Arduino calls between two turns of `loop` (cores/esp8266/Schedule.h).
///
/// Differs: those that recur are looked at between turns only, not in each `yield`.
#ifndef ESP_SCHEDULE_H
#define ESP_SCHEDULE_H

#include <stdint.h>

#include <functional>

/// False if too many wait already: 32.
bool schedule_function(const std::function<void(void)>& fn);
void run_scheduled_functions();
/// Calls `fn` each `repeat_us` at the soonest, or when `alarm` says so, until `fn` gives false.
bool schedule_recurrent_function_us(const std::function<bool(void)>& fn, uint32_t repeat_us,
                                    const std::function<bool(void)>& alarm = nullptr);
void run_scheduled_recurrent_functions();

#endif
