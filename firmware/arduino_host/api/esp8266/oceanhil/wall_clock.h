/// What Arduino.h of esp8266/Arduino declares of wall time (cores/esp8266/time.cpp).
#pragma once

#include <WString.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

/// Waits up to `ms` until the clock shows a year after 2016; false if it does not.
extern "C" bool getLocalTime(struct tm* info, uint32_t ms = 5000);

/// Sets the zone, as POSIX writes it.
void setTZ(const char* tz);

/// Starts SNTP anew. Both offsets are east of Greenwich and are in force all year round. The texts must stay.
void configTime(int timezone_sec, int daylightOffset_sec, const char* server1, const char* server2 = nullptr,
                const char* server3 = nullptr);
void configTime(const char* tz, const char* server1, const char* server2 = nullptr, const char* server3 = nullptr);

// These keep the names themselves.
void configTime(int timezone_sec, int daylightOffset_sec, String server1, String server2 = String(),
                String server3 = String());
void configTime(const char* tz, String server1, String server2 = String(), String server3 = String());

inline void configTzTime(const char* tz, const char* server1, const char* server2 = nullptr,
                         const char* server3 = nullptr) {
    configTime(tz, server1, server2, server3);
}

inline void configTzTime(const char* tz, String server1, String server2 = String(), String server3 = String()) {
    configTime(tz, server1, server2, server3);
}
