/// `ArduinoOTA` of esp8266/Arduino, to which nobody comes. Facts: libraries/ArduinoOTA there.
#ifndef __ARDUINO_OTA_H
#define __ARDUINO_OTA_H

#include <ESP8266WiFi.h>
#include <Updater.h>
#include <WiFiUdp.h>

#include "oceanhil/lone_ota.h"

typedef enum { OTA_ERASE_CFG_NO = 0, OTA_ERASE_CFG_IGNORE_ERROR, OTA_ERASE_CFG_ABORT_ON_ERROR } ota_erase_cfg_t;

class ArduinoOTAClass : public oceanhil::LoneOta {
  public:
    void setPort(uint16_t) {}
    void setHostname(const char* hostname) { name(hostname); }
    void setPassword(const char*) {}
    void setPasswordHash(const char*) {}
    void setRebootOnSuccess(bool) {}
    void setEraseConfig(ota_erase_cfg_t = OTA_ERASE_CFG_ABORT_ON_ERROR) {}
    void onStart(THandlerFunction) {}
    void onEnd(THandlerFunction) {}
    void onError(THandlerFunction_Error) {}
    void onProgress(THandlerFunction_Progress) {}
    void begin(bool useMDNS = true);
    /// Starts again once nothing is known of networks any more; false, and no start, where flash refuses that.
    bool eraseConfigAndReset();
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_ARDUINOOTA)
extern ArduinoOTAClass ArduinoOTA;
#endif

#endif
