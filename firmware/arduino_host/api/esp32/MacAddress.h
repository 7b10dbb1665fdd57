/// Addresses of 6 or 8 bytes, of arduino-esp32 3.x. Facts: cores/esp32/MacAddress.h and MacAddress.cpp there.
#ifndef MacAddress_h
#define MacAddress_h

#include <Printable.h>
#include <WString.h>
#include <stdint.h>

#include <initializer_list>

enum MACType { MAC6, MAC8 };

class MacAddress : public Printable {
  public:
    MacAddress() : MacAddress(MAC6) {}
    MacAddress(MACType mac_type) : type_(mac_type) {}
    MacAddress(uint8_t b1, uint8_t b2, uint8_t b3, uint8_t b4, uint8_t b5, uint8_t b6)
        : type_(MAC6), mac_{{b1, b2, b3, b4, b5, b6, 0, 0}} {}
    MacAddress(uint8_t b1, uint8_t b2, uint8_t b3, uint8_t b4, uint8_t b5, uint8_t b6, uint8_t b7, uint8_t b8)
        : type_(MAC8), mac_{{b1, b2, b3, b4, b5, b6, b7, b8}} {}
    /// As bytes in braces: 8 of them are a long one.
    MacAddress(std::initializer_list<uint8_t> bytes) : MacAddress(bytes.size() == kLong ? MAC8 : MAC6, bytes.begin()) {}
    MacAddress(MACType mac_type, uint64_t mac) : type_(mac_type) { mac_.value = mac; }
    MacAddress(MACType mac_type, const uint8_t* macbytearray);
    MacAddress(uint64_t mac) : MacAddress(MAC6, mac) {}
    MacAddress(const uint8_t* macbytearray) : MacAddress(MAC6, macbytearray) {}
    MacAddress(const char* macstr) { fromString(macstr); }
    MacAddress(const String& macstr) { fromString(macstr); }
    virtual ~MacAddress() = default;

    /// 6 or 8 bytes in base 16 with colons; false of another length, and of too few bytes.
    bool fromString(const char* buf);
    bool fromString(const String& macstr) { return fromString(macstr.c_str()); }
    void toBytes(uint8_t* buf);
    /// 18 letters, or 24 for 8 bytes.
    int toString(char* buf);
    String toString() const;
    uint64_t Value() { return mac_.value; }

    // An index beyond is that of the last byte, one below 0 that of the first.
    uint8_t operator[](int index) const { return mac_.bytes[bounded(index)]; }
    uint8_t& operator[](int index) { return mac_.bytes[bounded(index)]; }
    MacAddress& operator=(const uint8_t* macbytearray) { return *this = MacAddress(macbytearray); }
    MacAddress& operator=(uint64_t macval) { return *this = MacAddress(macval); }
    MacAddress(const MacAddress&) = default;
    MacAddress& operator=(const MacAddress&) = default;
    bool operator==(const uint8_t* macbytearray) const;
    bool operator==(const MacAddress& mac2) const { return mac_.value == mac2.mac_.value; }
    operator uint64_t() const { return mac_.value; }
    operator const uint8_t*() const { return mac_.bytes; }
    operator const uint64_t*() const { return &mac_.value; }

    size_t printTo(Print& p) const override;

  private:
    static constexpr int kShort = 6;
    static constexpr int kLong = 8;

    int count() const { return type_ == MAC6 ? kShort : kLong; }
    int bounded(int index) const { return index < 0 ? 0 : index >= count() ? count() - 1 : index; }

    MACType type_ = MAC6;
    union {
        uint8_t bytes[kLong];
        uint64_t value;
    } mac_ = {};
};

#endif
