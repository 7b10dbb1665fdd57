/// Bytes as hexadecimal digits. Facts: cores/esp32/HEXBuilder.h and HEXBuilder.cpp of arduino-esp32 3.x.
#pragma once

#include <WString.h>
#include <stddef.h>

class HEXBuilder {
  public:
    /// Skips what is no digit; gives how many bytes it stands for, whatever there was room for.
    static size_t hex2bytes(unsigned char* out, size_t maxlen, const String& in);
    static size_t hex2bytes(unsigned char* out, size_t maxlen, const char* in);
    /// Gives the room that all of it needs, with the NUL.
    static size_t bytes2hex(char* out, size_t maxlen, const unsigned char* in, size_t len);
    static String bytes2hex(const unsigned char* in, size_t len);
    static bool isHexString(const char* str, size_t len);
    static bool isHexString(const String& str) { return isHexString(str.c_str(), str.length()); }
};
