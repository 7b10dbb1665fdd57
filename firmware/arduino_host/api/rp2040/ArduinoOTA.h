/// `ArduinoOTA` of arduino-pico, to which nobody comes. Facts: libraries/ArduinoOTA there.
#ifndef __ARDUINO_OTA_H
#define __ARDUINO_OTA_H

#include <Updater.h>
#include <WiFi.h>
#include <WiFiUdp.h>

#include "oceanhil/lone_ota.h"

class ArduinoOTAClass : public oceanhil::LoneOta {
  public:
    void setPort(uint16_t) {}
    void setHostname(const char* hostname) { name(hostname); }
    void setPassword(const char*) {}
    void setPasswordHash(const char*) {}
    void setRebootOnSuccess(bool) {}

    void onStart(THandlerFunction) {}
    void onEnd(THandlerFunction) {}
    void onError(THandlerFunction_Error) {}
    void onProgress(THandlerFunction_Progress) {}
    void begin(bool useMDNS = true);
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_ARDUINOOTA)
extern ArduinoOTAClass ArduinoOTA;
#endif

#endif
