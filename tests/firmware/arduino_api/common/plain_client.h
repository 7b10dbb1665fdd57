// Stand-in: signatures only. What WiFiClient is on each core: a Client that can be made.
#pragma once

#include "Client.h"

class WiFiClient : public Client {
  public:
    WiFiClient();
    int connect(const char* host, uint16_t port) override;
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* buffer, size_t size) override;
    int available() override;
    int read() override;
    int read(uint8_t* buffer, size_t size) override;
    int peek() override;
    void stop() override;
    uint8_t connected() override;

    REAL_WORDS(3)
};
