/// `WiFiMulti` of arduino-esp32 3.x. Facts: libraries/WiFi/src/WiFiMulti.cpp.
#ifndef OCEANHIL_WIFI_MULTI_H
#define OCEANHIL_WIFI_MULTI_H

#include "WiFi.h"
#include "oceanhil/known_networks.h"

class WiFiMulti : public oceanhil::KnownNetworks {
  public:
    /// Joins a known network unless the station is in one; gives what `WiFi.status` does then.
    uint8_t run(uint32_t connectTimeout = 5000);
};

#endif
