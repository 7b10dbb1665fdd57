/// `LLMNR` of the ESP8266's core: a name that nobody asks for (RFC 4795). Facts: libraries/ESP8266LLMNR/ESP8266LLMNR.h.
#ifndef ESP8266LLMNR_H
#define ESP8266LLMNR_H

#include <ESP8266WiFi.h>

class LLMNRResponder {
  public:
    /// False for a name of more than 63 letters, or with a point.
    bool begin(const char* hostname) { return strlen(hostname) <= 63 && strchr(hostname, '.') == nullptr; }
    void notify_ap_change() {}
};

extern LLMNRResponder LLMNR;

#endif
