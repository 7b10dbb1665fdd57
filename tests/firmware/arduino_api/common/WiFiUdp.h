// Stand-in: signatures only. https://docs.arduino.cc/language-reference/en/functions/wifi/udp/
#pragma once

#include "Udp.h"

class WiFiUDP : public UDP {
  public:
    WiFiUDP();
    uint8_t begin(uint16_t port) override;
    void stop() override;
    int beginPacket(const char* host, uint16_t port) override;
    int endPacket() override;
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* buffer, size_t size) override;
    int parsePacket() override;
    int available() override;
    int read() override;
    int read(unsigned char* buffer, size_t length) override;
    int peek() override;

    REAL_WORDS(2)
};
