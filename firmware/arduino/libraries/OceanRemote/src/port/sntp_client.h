/// A question to a time server (SNTP, RFC 4330), without waiting for the answer.
///
/// The cores' own SNTP services set the clock behind the program's back, every hour or three; here the program asks, and sets
/// the clock itself.
#pragma once

#include "network.h"
#include "oceanremote/board.h"

class SntpClient {
  public:
    void begin(const char* server) { server_ = server; }
    void start(uint32_t timeout_ms);
    /// OR_PENDING; OR_OK with the time now, Unix µs; OR_FAILED.
    int32_t poll(int64_t& unix_us);

  private:
    int32_t finish(int32_t outcome);
    bool take(int64_t& unix_us);

    const char* server_ = "pool.ntp.org";
    WiFiUDP udp_;
    uint32_t started_ms_ = 0;
    uint32_t timeout_ms_ = 0;
    bool is_sent_ = false;
    bool is_open_ = false;
    /// What the server must give back.
    uint8_t cookie_[8] = {};
};
