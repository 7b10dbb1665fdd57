/// `NBNS` of arduino-pico: a name that nobody asks for. Facts: libraries/NetBIOS/src there, which answers at UDP port 137.
#pragma once

#include <Arduino.h>
#include <AsyncUDP.h>

class NetBIOS {
  public:
    bool begin(const char* name) { return name != nullptr; }
    void end() {}
};

extern NetBIOS NBNS;
