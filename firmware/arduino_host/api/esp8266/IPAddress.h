/// `IPAddress` as the ESP8266's core 3.x has it where it is built without IPv6, as it usually is.
/// Facts: cores/esp8266/IPAddress.h and IPAddress.cpp, and the tests beside them.
#ifndef IPAddress_h
#define IPAddress_h

#include <limits.h>  // by lwip/arch.h
#include <stdint.h>

#include "Printable.h"
#include "WString.h"
#include "ip_addr.h"

// Systems have macros of these names.
#undef INADDR_ANY
#undef INADDR_NONE

/// What libraries for lwIP 1 call an address.
struct ip_addr : ipv4_addr {};

class IPAddress : public Printable {
  public:
    IPAddress() = default;
    IPAddress(uint8_t first, uint8_t second, uint8_t third, uint8_t fourth) : octets_{first, second, third, fourth} {}
    IPAddress(uint32_t address) { *this = address; }
    IPAddress(unsigned long address) { *this = static_cast<uint32_t>(address); }
    IPAddress(int address) { *this = static_cast<uint32_t>(address); }
    IPAddress(const uint8_t* address) { *this = address; }
    /// As the SDK and lwIP have it.
    IPAddress(const ipv4_addr& address) { v4() = address.addr; }
    IPAddress(const ipv4_addr* address) { v4() = address->addr; }
    virtual ~IPAddress() = default;
    IPAddress(const IPAddress&) = default;
    IPAddress& operator=(const IPAddress&) = default;

    /// Four numbers in decimal. Where it fails, those before the fault are set.
    bool fromString(const char* address);
    bool fromString(const String& address) { return fromString(address.c_str()); }
    static bool isValid(const String& address) { return IPAddress().fromString(address); }
    static bool isValid(const char* address) { return IPAddress().fromString(address); }

    // The first octet is the lowest byte.
    operator uint32_t() const { return v4(); }
    operator uint32_t() { return v4(); }
    /// Neither 0.0.0.0 nor 255.255.255.255.
    bool isSet() const { return v4() != 0 && v4() != 0xFFFFFFFFu; }
    operator bool() const { return isSet(); }
    operator bool() { return isSet(); }
    operator ip_addr_t() const { return {v4()}; }
    operator const ip_addr_t*() const { return reinterpret_cast<const ip_addr_t*>(octets_); }
    operator ip_addr_t*() { return reinterpret_cast<ip_addr_t*>(octets_); }
    const uint32_t& v4() const { return reinterpret_cast<const uint32_t&>(octets_); }
    uint32_t& v4() { return reinterpret_cast<uint32_t&>(octets_); }
    bool isV4() const { return true; }
    void setV4() {}
    bool isV6() const { return false; }
    /// Of 169.254.0.0/16.
    bool isLocal() const { return octets_[0] == 169 && octets_[1] == 254; }

    bool operator==(const IPAddress& other) const { return v4() == other.v4(); }
    bool operator!=(const IPAddress& other) const { return v4() != other.v4(); }
    bool operator==(uint32_t address) const { return v4() == address; }
    bool operator!=(uint32_t address) const { return v4() != address; }
    bool operator==(unsigned long address) const { return v4() == static_cast<uint32_t>(address); }
    bool operator!=(unsigned long address) const { return v4() != static_cast<uint32_t>(address); }
    bool operator==(const uint8_t* address) const { return *this == IPAddress(address); }
    int operator>>(int bits) const { return static_cast<int>(v4() >> bits); }
    uint8_t operator[](int index) const { return octets_[index]; }
    uint8_t& operator[](int index) { return octets_[index]; }

    IPAddress& operator=(const uint8_t* address);
    IPAddress& operator=(uint32_t address);
    IPAddress& operator=(const ipv4_addr& address) { return *this = address.addr; }
    void clear() { v4() = 0; }

    /// "(IP unset)" where it is not set.
    String toString() const;
    size_t printTo(Print& print) const override;

  private:
    friend class Client;
    friend class UDP;
    friend class Server;
    friend class EthernetClass;
    friend class DhcpClass;
    friend class DNSClient;

    uint8_t* raw_address() { return octets_; }
    const uint8_t* raw_address() const { return octets_; }

    alignas(uint32_t) uint8_t octets_[4] = {};
};

extern const IPAddress INADDR_ANY;
extern const IPAddress INADDR_NONE;

#endif
