// Stand-in: signatures only. https://github.com/espressif/arduino-esp32/blob/master/libraries/NetworkClientSecure/README.md
#pragma once

#include "WiFiClient.h"

#if ESP_ARDUINO_VERSION_MAJOR < 3
#error "cores before 3.0 have no NetworkClientSecure"
#endif

class NetworkClientSecure : public WiFiClient {
  public:
    NetworkClientSecure();
    void setCACert(const char* rootCA);
    void setHandshakeTimeout(unsigned long handshake_timeout);
    int lastError(char* buf, const size_t size);
};
