/// `NBNS` of the ESP8266's core: a name that nobody asks for. Facts: libraries/ESP8266NetBIOS/ESP8266NetBIOS.h.
#ifndef __ESPNBNS_h__
#define __ESPNBNS_h__

#include <ESP8266WiFi.h>

#define NBNS_PORT 137
#define NBNS_MAX_HOSTNAME_LEN 16

class ESP8266NetBIOS {
  public:
    /// False for a name of more than 16 letters, or of none.
    bool begin(const char* name) {
        const size_t letters = strlen(name);
        return letters > 0 && letters <= NBNS_MAX_HOSTNAME_LEN;
    }
    void end() {}
};

extern ESP8266NetBIOS NBNS;

#endif
