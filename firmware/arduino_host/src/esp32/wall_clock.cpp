#include <board_facts.h>
#include <esp_sntp.h>
#include <machine.h>
#include <oceanhil/wall_clock.h>
#include <stdlib.h>

#include "oceanhil/format.h"
#include "oceanhil/network_stack.h"

namespace machine = oceanhil::machine;

namespace {

constexpr long kHourS = 3600;
constexpr long kMinuteS = 60;
constexpr size_t kZoneBytes = 64;
constexpr int kYearsBefore = machine::facts::kLastYearUnset - 1900;
constexpr uint64_t kLookUs = 10 * machine::kMillisecondUs;

void set_zone(const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
}

/// Writes an offset as the core does: minutes and seconds only where there are any, and no sign of their own.
void write_offset(char* text, size_t size, const char* name, long west_s) {
    if (west_s % kHourS == 0) {
        oceanhil_snprintf(text, size, "%s%ld", name, west_s / kHourS);
        return;
    }
    const auto minutes = static_cast<unsigned>(labs(west_s % kHourS / kMinuteS));
    oceanhil_snprintf(text, size, "%s%ld:%02u:%02u", name, west_s / kHourS, minutes,
                      static_cast<unsigned>(labs(west_s % kMinuteS)));
}

void start_sntp(const char* server1, const char* server2, const char* server3) {
    oceanhil::start_network_stack();
    const char* const names[] = {server1, server2, server3};
    for (uint8_t number = 0; number < SNTP_MAX_SERVERS; ++number) {
        esp_sntp_setservername(number, names[number]);
    }
    esp_sntp_init();
}

}  // namespace

extern "C" {

void configTime(long gmtOffset_sec, int daylightOffset_sec, const char* server1, const char* server2,
                const char* server3) {
    start_sntp(server1, server2, server3);
    char standard[kZoneBytes / 2];
    char daylight[kZoneBytes / 2];
    write_offset(standard, sizeof standard, "UTC", -gmtOffset_sec);
    // An hour is what a zone without a second offset means.
    if (daylightOffset_sec == kHourS) {
        oceanhil_snprintf(daylight, sizeof daylight, "DST");
    } else {
        write_offset(daylight, sizeof daylight, "DST", -gmtOffset_sec - daylightOffset_sec);
    }
    char zone[kZoneBytes];
    oceanhil_snprintf(zone, sizeof zone, "%s%s", standard, daylight);
    set_zone(zone);
}

void configTzTime(const char* tz, const char* server1, const char* server2, const char* server3) {
    start_sntp(server1, server2, server3);
    set_zone(tz);
}

bool getLocalTime(struct tm* info, uint32_t ms) {
    const uint64_t end_us = machine::micros() + (uint64_t{ms} + 1) * machine::kMillisecondUs;
    while (machine::micros() < end_us) {
        const time_t now = time(nullptr);
        localtime_r(&now, info);
        if (info->tm_year > kYearsBefore) {
            return true;
        }
        machine::wait_us(kLookUs);
    }
    return false;
}

}  // extern "C"
