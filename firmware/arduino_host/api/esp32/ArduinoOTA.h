/// `ArduinoOTA` of arduino-esp32, to which nobody comes. Facts: libraries/ArduinoOTA/src there.
#ifndef __ARDUINO_OTA_H
#define __ARDUINO_OTA_H

#include <Update.h>
#include <WiFi.h>

#include "oceanhil/lone_ota.h"

class ArduinoOTAClass : public oceanhil::LoneOta {
  public:
    ArduinoOTAClass& setPort(uint16_t) { return *this; }
    ArduinoOTAClass& setHostname(const char* hostname);
    ArduinoOTAClass& setPassword(const char*) { return *this; }
    ArduinoOTAClass& setPasswordHash(const char*) { return *this; }
    ArduinoOTAClass& setPartitionLabel(const char*) { return *this; }
    ArduinoOTAClass& setRebootOnSuccess(bool) { return *this; }
    ArduinoOTAClass& setMdnsEnabled(bool) { return *this; }
    ArduinoOTAClass& onStart(THandlerFunction) { return *this; }
    ArduinoOTAClass& onEnd(THandlerFunction) { return *this; }
    ArduinoOTAClass& onError(THandlerFunction_Error) { return *this; }
    ArduinoOTAClass& onProgress(THandlerFunction_Progress) { return *this; }
    void begin();
    void setTimeout(int) {}
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_ARDUINOOTA)
extern ArduinoOTAClass ArduinoOTA;
#endif

#endif
