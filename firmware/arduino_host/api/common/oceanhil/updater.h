/// `Update` of esp8266/Arduino and arduino-pico, which has no room for an update. Facts: cores/esp8266/Updater.h and
/// Updater.cpp, libraries/Updater/src of arduino-pico. Signatures are missing.
#ifndef OCEANHIL_UPDATER_H
#define OCEANHIL_UPDATER_H

#include <MD5Builder.h>

#include <functional>

#include "oceanhil/no_update.h"

#define UPDATE_ERROR_FLASH_CONFIG (8)
#define UPDATE_ERROR_NEW_FLASH_CONFIG (9)
#define UPDATE_ERROR_MAGIC_BYTE (10)
#define UPDATE_ERROR_BOOTSTRAP (11)
#define UPDATE_ERROR_SIGN (12)
#define UPDATE_ERROR_NO_DATA (13)
#define UPDATE_ERROR_OOM (14)
#define UPDATE_ERROR_RUNNING_ALREADY (15)
#define UPDATE_ERROR_UNKNOWN_COMMAND (16)
#define U_FS 100

class UpdaterClass : public oceanhil::NoUpdate {
  public:
    using THandlerFunction_Progress = std::function<void(size_t, size_t)>;
    using THandlerFunction_Error = std::function<void(uint8_t)>;
    using THandlerFunction = std::function<void()>;

    bool begin(size_t size, int command = U_FLASH, int ledPin = -1, uint8_t ledOn = LOW);
    void runAsync(bool) {}
    size_t writeStream(Stream&, uint16_t = 60000) { return 0; }
    String getErrorString();
    void printError(Print& out);
    UpdaterClass& onProgress(THandlerFunction_Progress) { return *this; }
    UpdaterClass& onError(THandlerFunction_Error fn);
    UpdaterClass& onStart(THandlerFunction) { return *this; }
    UpdaterClass& onEnd(THandlerFunction) { return *this; }

  private:
    THandlerFunction_Error failed_;
};

extern UpdaterClass Update;

#endif
