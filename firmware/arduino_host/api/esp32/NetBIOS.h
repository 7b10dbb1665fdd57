/// `NBNS` of arduino-esp32: a name that nobody asks for. Facts: libraries/NetBIOS/src/NetBIOS.h.
#pragma once

#include <WiFi.h>

class NetBIOS {
  public:
    bool begin(const char* name) { return strlen(name) > 0; }
    void end() {}
};

extern NetBIOS NBNS;
