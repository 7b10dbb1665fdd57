/// Joining a network, without waiting.
#pragma once

#include "network.h"
#include "oceanremote/board.h"

class WifiJoin {
  public:
    void start(const char* ssid, size_t ssid_bytes, const char* password, size_t password_bytes, uint32_t timeout_ms);
    /// OR_PENDING; OR_OK with the address; OR_FAILED after the time-out.
    int32_t poll(char* address, size_t capacity);
    static bool is_connected() { return WiFi.status() == WL_CONNECTED; }

  private:
    uint32_t started_ms_ = 0;
    uint32_t timeout_ms_ = 0;
    // The cores keep the pointers of some calls: the texts stay here.
    char ssid_[33] = {};
    char password_[65] = {};
    bool is_possible_ = false;
};
