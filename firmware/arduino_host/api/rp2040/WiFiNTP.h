/// SNTP of arduino-pico (libraries/WiFi/src/WiFiNTP.h), on the client of machine/time_client.h.
#pragma once

#include <WString.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

class NTPClass {
  public:
    /// Asks one server or two, by name or by address in text. Differs: the core looks up a name here, once; here that
    /// is done for each question. `timeout` has no effect, as in the core.
    void begin(const char* server, int timeout = 3600);
    void begin(const char* server1, const char* server2, int timeout = 3600);

    /// Waits up to `timeout_ms` until the clock was set; starts with pool.ntp.org if nothing was started.
    bool waitSet(uint32_t timeout_ms = 10000) { return waitSet(nullptr, timeout_ms); }
    /// Calls `callback` each tenth of a second meanwhile.
    bool waitSet(void (*callback)(), uint32_t timeout_ms = 10000);

    bool running() const { return is_running_; }

  private:
    bool is_running_ = false;
};

extern NTPClass NTP;

#define configTime(timeout, tzoffsec, server1, server2) NTP.begin(server1, server2, timeout)
