/// `IPAddress` as arduino-esp32 3.x has it, without IPv6. Facts: cores/esp32/IPAddress.h and IPAddress.cpp.
#ifndef OCEANHIL_IP_ADDRESS_H
#define OCEANHIL_IP_ADDRESS_H

#include <limits.h>  // by lwip/arch.h
#include <stdint.h>
#include <sys/stat.h>  // by lwipopts.h, through sys/fcntl.h

#include "Printable.h"
#include "WString.h"
#include "oceanhil/lwip_address.h"

// Systems have macros of these names.
#undef INADDR_ANY
#undef INADDR_NONE

enum IPType { IPv4, IPv6 };

class IPAddress : public Printable {
  public:
    IPAddress() = default;
    IPAddress(uint8_t first, uint8_t second, uint8_t third, uint8_t fourth) : octets_{first, second, third, fourth} {}
    IPAddress(uint32_t address) { *this = address; }
    IPAddress(unsigned long address) { *this = static_cast<uint32_t>(address); }
    IPAddress(int address) { *this = static_cast<uint32_t>(address); }
    IPAddress(const uint8_t* address) { *this = address; }
    IPAddress(const char* address) { fromString(address); }
    /// Of either kind all are zeros.
    explicit IPAddress(IPType type) : type_(type) {}
    IPAddress(const ip_addr_t* address) { from_ip_addr_t(address); }
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
    const uint32_t& v4() const { return reinterpret_cast<const uint32_t&>(octets_); }
    uint32_t& v4() { return reinterpret_cast<uint32_t&>(octets_); }
    bool isV4() const { return true; }
    void setV4() {}
    bool isV6() const { return false; }
    IPType type() const { return type_; }
    void to_ip_addr_t(ip_addr_t* address) const {
        *address = {};
        address->u_addr.ip4.addr = v4();
        address->type = IPADDR_TYPE_V4;
    }
    /// Of an address of IPv6 nothing is taken.
    IPAddress& from_ip_addr_t(const ip_addr_t* address) {
        return *this = address->type == IPADDR_TYPE_V4 ? address->u_addr.ip4.addr : 0;
    }
    bool isAny() const { return v4() == 0; }
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
    IPAddress& operator=(const char* address) {
        fromString(address);
        return *this;
    }
    void clear() { v4() = 0; }

    /// 0.0.0.0 too is four numbers here.
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
    IPType type_ = IPv4;
};

extern IPAddress INADDR_NONE;

#endif
