/// Declarations of esp8266/Arduino's core that sketches use (cores/esp8266/coredecls.h).
///
/// Differs: whoever suspends the loop goes on within a millisecond after it was scheduled.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <functional>
#include <utility>

#include "core_esp8266_features.h"

extern "C" {

/// False where a timer or the network is served: there nobody can wait.
bool can_yield();
/// The loop stands still until it is scheduled, while timers and the network are served; nothing where nobody can wait.
void esp_suspend();
void esp_schedule();
/// As `yield`, and may be called from anywhere.
void esp_yield();
/// As `esp_suspend`, and ends by itself.
void esp_delay(unsigned long ms);

}  // extern "C"

/// Suspends the loop again each time it goes on, until `blocked` gives false.
template <typename T>
inline void esp_suspend(T&& blocked) {
    do {
        esp_suspend();
    } while (blocked());
}

/// Waits for what is left of `timeout_ms` since `start_ms`, `intvl_ms` at most; true if nothing was left.
bool esp_try_delay(uint32_t start_ms, uint32_t timeout_ms, uint32_t intvl_ms);

/// Asks `blocked` whenever the loop goes on, each `intvl_ms` at the latest, and waits while it gives true.
template <typename T>
inline void esp_delay(const uint32_t timeout_ms, T&& blocked, const uint32_t intvl_ms) {
    const auto start_ms = millis();
    while (!esp_try_delay(static_cast<uint32_t>(start_ms), timeout_ms, intvl_ms) && blocked()) {
    }
}

template <typename T>
inline void esp_delay(const uint32_t timeout_ms, T&& blocked) {
    esp_delay(timeout_ms, std::forward<T>(blocked), timeout_ms);
}

/// The 4 KB that the loop's stack would leave to the SDK's are none of the heap's here.
extern "C" inline void disable_extra4k_at_link_time(void) {}

bool sntp_set_timezone_in_seconds(int32_t timezone_sec);

/// CRC-32 with the polynomial 0x04C11DB7, neither reflected nor inverted at the end.
uint32_t crc32(const void* data, size_t length, uint32_t crc = 0xffffffff);

/// Called when the clock was set; the argument says whether SNTP did it, else `settimeofday`.
using BoolCB = std::function<void(bool)>;
using TrivialCB = std::function<void()>;

void settimeofday_cb(BoolCB&& callback);
void settimeofday_cb(const BoolCB& callback);
void settimeofday_cb(const TrivialCB& callback);
