/// `SHA1Builder` of arduino-esp32 3.x (cores/esp32/SHA1Builder.h). `HashBuilder`, below which the core has it, is missing,
/// and so is `addStream`.
#pragma once

#include <HEXBuilder.h>
#include <WString.h>

#include "oceanhil/sha.h"

#define SHA1_HASH_SIZE 20

class SHA1Builder : public HEXBuilder {
  public:
    void begin();
    void add(const uint8_t* data, size_t len) { sha_.add(data, len); }
    void add(const char* data) { add(reinterpret_cast<const uint8_t*>(data), strlen(data)); }
    void add(const String& data) { add(reinterpret_cast<const uint8_t*>(data.c_str()), data.length()); }
    /// Two digits a byte; what is no digit is skipped, and its room is zeros.
    void addHexString(const char* data);
    void addHexString(const String& data) { addHexString(data.c_str()); }
    void calculate() { sha_.end(digest_); }
    void getBytes(uint8_t* output) const { memcpy(output, digest_, sizeof digest_); }
    /// 40 digits and a NUL.
    void getChars(char* output) const;
    String toString() const;
    size_t getHashSize() const { return SHA1_HASH_SIZE; }

  private:
    oceanhil::Sha1 sha_;
    uint8_t digest_[SHA1_HASH_SIZE] = {};
};
