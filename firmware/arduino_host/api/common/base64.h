/// `base64` of arduino-esp32 and esp8266/Arduino. Facts: cores/esp32/base64.h, cores/esp8266/base64.h.
#ifndef CORE_BASE64_H_
#define CORE_BASE64_H_

#ifdef ARDUINO_ARCH_RP2040
#error "arduino-pico has no base64.h; it has libb64/cencode.h"
#endif

#include <WString.h>
#include <stddef.h>
#include <stdint.h>

class base64 {
  public:
    static String encode(const uint8_t* data, size_t length);
    static String encode(const String& text) {
        return encode(reinterpret_cast<const uint8_t*>(text.c_str()), text.length());
    }
#ifdef ESP8266
    /// A line ends after 72 letters if that is wanted.
    static String encode(const uint8_t* data, size_t length, bool doNewLines);
    static String encode(const String& text, bool doNewLines) {
        return encode(reinterpret_cast<const uint8_t*>(text.c_str()), text.length(), doNewLines);
    }
#endif
};

#endif
