// Stand-in: signatures only. https://github.com/espressif/arduino-esp32/blob/master/libraries/NetworkClientSecure/README.md
#pragma once

#include "WiFiClient.h"

#if ESP_ARDUINO_VERSION_MAJOR >= 3
#warning "deprecated since 3.0: NetworkClientSecure.h"
#endif

class WiFiClientSecure : public WiFiClient {
  public:
    WiFiClientSecure();
    void setCACert(const char* rootCA);
    void setHandshakeTimeout(unsigned long handshake_timeout);
    int lastError(char* buf, const size_t size);
};
