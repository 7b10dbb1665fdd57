/// `ArduinoOTA` of a sketch: it waits for updates, and nobody sends one.
#ifndef OCEANHIL_LONE_OTA_H
#define OCEANHIL_LONE_OTA_H

#include <Arduino.h>

#include <functional>

typedef enum { OTA_IDLE, OTA_WAITAUTH, OTA_RUNUPDATE } ota_state_t;

typedef enum {
    OTA_AUTH_ERROR,
    OTA_BEGIN_ERROR,
    OTA_CONNECT_ERROR,
    OTA_RECEIVE_ERROR,
    OTA_END_ERROR,
    OTA_ERASE_SETTINGS_ERROR
} ota_error_t;

namespace oceanhil {

class LoneOta {
  public:
    typedef std::function<void(void)> THandlerFunction;
    typedef std::function<void(ota_error_t)> THandlerFunction_Error;
    typedef std::function<void(unsigned int, unsigned int)> THandlerFunction_Progress;

    /// Empty until it is set or begun.
    String getHostname() { return name_; }
    void end() { is_begun_ = false; }
    void handle() {}
    int getCommand() { return 0; }

  protected:
    void name(const char* hostname) {
        if (!is_begun_ && name_.length() == 0 && hostname != nullptr) {
            name_ = hostname;
        }
    }
    void start(const String& usual_name) {
        name(usual_name.c_str());
        is_begun_ = true;
    }

  private:
    String name_;
    bool is_begun_ = false;
};

}  // namespace oceanhil

#endif
