#include "network_clock.h"

#include <math.h>
#include <sys/time.h>
#include <time.h>
#if !defined(ESP32) && !defined(ESP8266)
#include <WiFi.h>
#endif

namespace {

constexpr time_t kNotBefore = 1600000000;
constexpr uint32_t kPatienceMs = 10000;

int64_t now_ms() {
    timeval now;
    gettimeofday(&now, nullptr);
    return 1000LL * now.tv_sec + now.tv_usec / 1000;
}

void set_ms(int64_t ms) {
    const timeval time = {static_cast<time_t>(ms / 1000), static_cast<suseconds_t>(ms % 1000 * 1000)};
    settimeofday(&time, nullptr);
}

}  // namespace

bool NetworkClock::is_set() { return time(nullptr) >= kNotBefore; }

uint32_t NetworkClock::unix_s() { return static_cast<uint32_t>(time(nullptr)); }

bool NetworkClock::synchronise() {
    const int64_t before_ms = now_ms();
    const unsigned long begin_ms = millis();
    // From 1970 on, so that an answer shows, whatever the clock had been before.
    set_ms(0);
    configTime(0, 0, "pool.ntp.org", "time.nist.gov");
    while (!is_set() && millis() - begin_ms < kPatienceMs) {
        delay(100);
    }
    const int64_t expected_ms = before_ms + static_cast<int64_t>(millis() - begin_ms);
    if (!is_set()) {
        set_ms(expected_ms);
        Serial.println("[TIME] No answer from time server");
        return false;
    }
    corrected_s_ = lround((now_ms() - expected_ms) / 1000.0);
    Serial.printf("[TIME] Synced, clock corrected by %+ld s\n", corrected_s_);
    return true;
}
