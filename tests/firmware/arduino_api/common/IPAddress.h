// Stand-in: signatures only. https://docs.arduino.cc/language-reference/en/functions/wifi/ipaddress/
#pragma once

#include <stdint.h>

#include "WString.h"

class IPAddress {
  public:
    IPAddress();
    IPAddress(uint8_t first, uint8_t second, uint8_t third, uint8_t fourth);
    String toString() const;
};
