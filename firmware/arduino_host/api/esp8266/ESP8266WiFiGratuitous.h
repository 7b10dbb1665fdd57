/// Telling neighbours now and then that one is there (libraries/ESP8266WiFi/src/ESP8266WiFiGratuitous.h): there are none.
#ifndef ESP8266WIFIGRATUITOUS_H_
#define ESP8266WIFIGRATUITOUS_H_

#include <stdint.h>

namespace experimental {

class ESP8266WiFiGratuitous {
  public:
    static bool stationKeepAliveSetIntervalMs(uint32_t = 1000) { return true; }
    static void stationKeepAliveStop() {}
    static void stationKeepAliveNow() {}
};

}  // namespace experimental

#endif
