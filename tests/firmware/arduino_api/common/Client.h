// Stand-in: signatures only. https://docs.arduino.cc/language-reference/en/functions/wifi/client/
#pragma once

#include "IPAddress.h"
#include "Stream.h"

class Client : public Stream {
  public:
    virtual int connect(const char* host, uint16_t port) = 0;
    size_t write(uint8_t byte) override = 0;
    size_t write(const uint8_t* buffer, size_t size) override = 0;
    int available() override = 0;
    int read() override = 0;
    virtual int read(uint8_t* buffer, size_t size) = 0;
    int peek() override = 0;
    virtual void stop() = 0;
    virtual uint8_t connected() = 0;
};
