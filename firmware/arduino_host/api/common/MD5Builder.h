/// `MD5Builder` of all three cores. Facts: cores/esp32/MD5Builder.h, cores/esp8266/MD5Builder.h of the cores, and
/// libraries/MD5Builder/src of arduino-pico. `HashBuilder` of arduino-esp32 is missing.
#ifndef __ESP8266_MD5_BUILDER__
#define __ESP8266_MD5_BUILDER__

#include <Stream.h>
#include <WString.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "oceanhil/md5.h"

class MD5Builder {
  public:
    void begin();
    void add(const uint8_t* data, size_t len) { md5_.add(data, len); }
    void add(const char* data) { add(reinterpret_cast<const uint8_t*>(data), strlen(data)); }
    void add(char* data) { add(static_cast<const char*>(data)); }
    void add(const String& data) { add(data.c_str()); }
    /// Bytes that are written as two hexadecimal digits each.
    void addHexString(const char* data);
    void addHexString(char* data) { addHexString(static_cast<const char*>(data)); }
    void addHexString(const String& data) { addHexString(data.c_str()); }
    /// False if the stream says nothing for a second before that.
    bool addStream(Stream& stream, size_t maxLen);
    void calculate() { md5_.end(digest_); }
    void getBytes(uint8_t* output) const { memcpy(output, digest_, sizeof digest_); }
    /// 32 digits and a NUL.
    void getChars(char* output) const;
    String toString() const;

  private:
    oceanhil::Md5 md5_;
    uint8_t digest_[oceanhil::Md5::kBytes] = {};
};

#endif
