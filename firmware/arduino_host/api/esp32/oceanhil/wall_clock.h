/// What Arduino.h of arduino-esp32 declares of wall time (cores/esp32/esp32-hal-time.c).
#pragma once

#include <stdint.h>
#include <sys/time.h>
#include <time.h>

extern "C" {

/// Starts SNTP anew, and sets the zone by offsets east of Greenwich. With a daylight offset the zone changes by the
/// rules that the C library assumes where none are given, those of the United States.
void configTime(long gmtOffset_sec, int daylightOffset_sec, const char* server1, const char* server2 = nullptr,
                const char* server3 = nullptr);
/// The same with a zone as POSIX writes it.
void configTzTime(const char* tz, const char* server1, const char* server2 = nullptr, const char* server3 = nullptr);
/// Waits up to `ms` until the clock shows a year after 2016; false if it does not.
bool getLocalTime(struct tm* info, uint32_t ms = 5000);

}  // extern "C"
