/// Declarations of esp8266/Arduino's core that sketches use (cores/esp8266/coredecls.h).
///
/// Not here: esp_suspend, esp_delay, esp_schedule and what else belongs to the core's own continuation.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <functional>

bool sntp_set_timezone_in_seconds(int32_t timezone_sec);

/// CRC-32 with the polynomial 0x04C11DB7, neither reflected nor inverted at the end.
uint32_t crc32(const void* data, size_t length, uint32_t crc = 0xffffffff);

/// Called when the clock was set; the argument says whether SNTP did it, else `settimeofday`.
using BoolCB = std::function<void(bool)>;
using TrivialCB = std::function<void()>;

void settimeofday_cb(BoolCB&& callback);
void settimeofday_cb(const BoolCB& callback);
void settimeofday_cb(const TrivialCB& callback);
