#include <WiFiNTP.h>
#include <board_facts.h>
#include <machine.h>
#include <time_client.h>

namespace machine = oceanhil::machine;

namespace {

constexpr time_t kSetS = 10000000;
constexpr uint64_t kLookUs = 100 * machine::kMillisecondUs;

}  // namespace

void NTPClass::begin(const char* server, int) { begin(server, nullptr); }

void NTPClass::begin(const char* server1, const char* server2, int) {
    machine::sntp_end();
    machine::sntp_server(0, server1);
    machine::sntp_server(1, server2);
    machine::sntp_period(machine::facts::kSntpIntervalPicoS * machine::kSecondUs);
    machine::sntp_begin();
    is_running_ = true;
}

bool NTPClass::waitSet(void (*callback)(), uint32_t timeout_ms) {
    if (!is_running_) {
        begin("pool.ntp.org");
    }
    const uint64_t end_us = machine::micros() + timeout_ms * machine::kMillisecondUs;
    while (time(nullptr) < kSetS && machine::micros() < end_us) {
        machine::wait_us(kLookUs);
        if (callback != nullptr) {
            callback();
        }
    }
    return time(nullptr) >= kSetS;
}

NTPClass NTP;
