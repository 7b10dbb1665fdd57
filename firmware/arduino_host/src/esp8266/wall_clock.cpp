#include <board_facts.h>
#include <coredecls.h>
#include <machine.h>
#include <oceanhil/wall_clock.h>
#include <sntp.h>
#include <stdlib.h>
#include <time_client.h>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace {

constexpr int kHourS = 3600;
constexpr int kMinuteS = 60;
constexpr size_t kServers = 3;
constexpr size_t kZoneBytes = 32;
constexpr int kYearsBefore = machine::facts::kLastYearUnset - 1900;
constexpr uint64_t kLookUs = 10 * machine::kMillisecondUs;
constexpr uint32_t kIntervalMs = machine::facts::kSntpIntervalEsp8266S * 1000;
constexpr uint32_t kPolynomial = 0x04C11DB7;
constexpr uint32_t kHighestBit = 0x80000000;

BoolCB callback;

void tell(bool by_sntp) {
    if (callback) {
        callback(by_sntp);
    }
}

void set_servers(const char* server1, const char* server2, const char* server3) {
    const char* const names[kServers] = {server1, server2, server3};
    for (uint8_t number = 0; number < kServers; ++number) {
        // One that is not given stays what it was.
        if (names[number] != nullptr) {
            sntp_setservername(number, names[number]);
        }
    }
}

/// Keeps names for the client, which wants them to stay.
const char* kept(size_t number, const String& name) {
    static String names[kServers];
    names[number] = name;
    return name.length() == 0 ? nullptr : names[number].c_str();
}

}  // namespace

extern "C" {

__attribute__((weak)) uint32_t sntp_startup_delay_MS_rfc_not_less_than_60000(void) { return 0; }

__attribute__((weak)) uint32_t sntp_update_delay_MS_rfc_not_less_than_15000(void) { return kIntervalMs; }

void sntp_init(void) {
    machine::sntp_listen([](int64_t) { tell(true); });
    machine::clock_listen([] { tell(false); });
    machine::sntp_period(sntp_update_delay_MS_rfc_not_less_than_15000() * machine::kMillisecondUs);
    machine::sntp_begin(sntp_startup_delay_MS_rfc_not_less_than_60000() * machine::kMillisecondUs);
}

void sntp_stop(void) { machine::sntp_end(); }

uint8_t sntp_enabled(void) { return machine::sntp_is_on() ? 1 : 0; }

void sntp_setservername(uint8_t number, const char* server) { machine::sntp_server(number, server); }

const ip_addr_t* sntp_getserver(uint8_t) { return IP_ADDR_ANY; }

const char* sntp_getservername(uint8_t number) { return machine::sntp_server_name(number); }

uint8_t sntp_getreachability(uint8_t number) { return machine::sntp_reachability(number); }

void sntp_servermode_dhcp(int) {}

uint32_t sntp_get_current_timestamp(void) { return static_cast<uint32_t>(time(nullptr)); }

char* sntp_get_real_time(time_t t) { return ctime(&t); }

bool getLocalTime(struct tm* info, uint32_t ms) {
    const uint64_t end_us = machine::micros() + (ms + 1) * machine::kMillisecondUs;
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

void setTZ(const char* tz) {
    setenv("TZ", tz, 1);
    tzset();
}

void configTime(int timezone_sec, int daylightOffset_sec, const char* server1, const char* server2,
                const char* server3) {
    sntp_stop();
    const int west_s = -(timezone_sec + daylightOffset_sec);
    char zone[kZoneBytes];
    oceanhil_snprintf(zone, sizeof zone, "GMT%s%d:%02d:%02d", west_s < 0 ? "-" : "", abs(west_s) / kHourS,
                      abs(west_s) % kHourS / kMinuteS, abs(west_s) % kMinuteS);
    setTZ(zone);
    set_servers(server1, server2, server3);
    sntp_init();
}

void configTime(const char* tz, const char* server1, const char* server2, const char* server3) {
    sntp_stop();
    set_servers(server1, server2, server3);
    setTZ(tz);
    sntp_init();
}

void configTime(int timezone_sec, int daylightOffset_sec, String server1, String server2, String server3) {
    configTime(timezone_sec, daylightOffset_sec, kept(0, server1), kept(1, server2), kept(2, server3));
}

void configTime(const char* tz, String server1, String server2, String server3) {
    configTime(tz, kept(0, server1), kept(1, server2), kept(2, server3));
}

bool sntp_set_timezone_in_seconds(int32_t timezone_sec) {
    configTime(static_cast<int>(timezone_sec), 0, sntp_getservername(0), sntp_getservername(1), sntp_getservername(2));
    return true;
}

uint32_t crc32(const void* data, size_t length, uint32_t crc) {
    const auto* const bytes = static_cast<const uint8_t*>(data);
    for (size_t each = 0; each < length; ++each) {
        for (unsigned bit = 0x80; bit != 0; bit >>= 1U) {
            const bool is_set = ((crc & kHighestBit) != 0) != ((bytes[each] & bit) != 0);
            crc = crc << 1U ^ (is_set ? kPolynomial : 0);
        }
    }
    return crc;
}

void settimeofday_cb(BoolCB&& wanted) {
    callback = std::move(wanted);
    machine::clock_listen([] { tell(false); });
}

void settimeofday_cb(const BoolCB& wanted) { settimeofday_cb(BoolCB(wanted)); }

void settimeofday_cb(const TrivialCB& wanted) {
    settimeofday_cb(BoolCB([wanted](bool) { wanted(); }));
}
