/// `IPv6Address` of arduino-esp32 2.x; 3.x has no such header, and libraries ask whether it is there. Nobody has such an
/// address here, so it is only held, read and shown. Facts: cores/esp32/IPv6Address.h and IPv6Address.cpp of 2.0.17.
#pragma once

#include <Print.h>
#include <WString.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

class IPv6Address : public Printable {
  public:
    IPv6Address() = default;
    IPv6Address(const uint8_t* address) { *this = address; }
    IPv6Address(const uint32_t* address) { *this = reinterpret_cast<const uint8_t*>(address); }
    virtual ~IPv6Address() = default;

    /// Eight groups of four digits, all of them written out. Where it fails, those before the fault are set.
    bool fromString(const char* address) {
        if (strlen(address) != kWrittenOut) {
            return false;
        }
        for (int octet = 0; octet < kOctets; octet += 2, address += kOfGroup) {
            if (sscanf(address, "%2hhx", &(*this)[octet]) != 1 || sscanf(address + 2, "%2hhx", &(*this)[octet + 1]) != 1) {
                return false;
            }
        }
        return true;
    }
    bool fromString(const String& address) { return fromString(address.c_str()); }

    operator const uint8_t*() const { return reinterpret_cast<const uint8_t*>(words_); }
    operator const uint32_t*() const { return words_; }
    bool operator==(const IPv6Address& other) const { return memcmp(words_, other.words_, sizeof words_) == 0; }
    bool operator==(const uint8_t* address) const { return memcmp(words_, address, sizeof words_) == 0; }
    uint8_t operator[](int index) const { return reinterpret_cast<const uint8_t*>(words_)[index]; }
    uint8_t& operator[](int index) { return reinterpret_cast<uint8_t*>(words_)[index]; }
    IPv6Address& operator=(const uint8_t* address) {
        memcpy(words_, address, sizeof words_);
        return *this;
    }

    size_t printTo(Print& print) const override { return print.print(toString()); }
    String toString() const {
        String text;
        for (int octet = 0; octet < kOctets; octet += 2) {
            char group[kOfGroup + 1];
            snprintf(group, sizeof group, "%s%02x%02x", octet == 0 ? "" : ":", (*this)[octet], (*this)[octet + 1]);
            text += group;
        }
        return text;
    }

  private:
    static constexpr int kOctets = 16;
    static constexpr size_t kWrittenOut = 39;
    static constexpr int kOfGroup = 5;

    uint32_t words_[4] = {};
};
