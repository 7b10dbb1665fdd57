/// `NetworkInterface` of arduino-esp32 3.x: what the station, the access point and Ethernet have in common. It stands on
/// `esp_netif.h`, as in the core. Facts: libraries/Network/src/NetworkInterface.h and NetworkInterface.cpp.
///
/// An interface without a handle has no address, no MAC and prints nothing. There are addresses of four bytes only.
#pragma once

#include <IPAddress.h>
#include <Printable.h>
#include <WString.h>
#include <WiFiType.h>
#include <esp_netif.h>
#include <lwip/ip_addr.h>
#include <stdint.h>

static const int ESP_NETIF_STARTED_BIT = 1 << 0;
static const int ESP_NETIF_CONNECTED_BIT = 1 << 1;
static const int ESP_NETIF_HAS_IP_BIT = 1 << 2;
static const int ESP_NETIF_HAS_LOCAL_IP6_BIT = 1 << 3;
static const int ESP_NETIF_HAS_GLOBAL_IP6_BIT = 1 << 4;
static const int ESP_NETIF_WANT_IP6_BIT = 1 << 5;
static const int ESP_NETIF_HAS_STATIC_IP_BIT = 1 << 6;

class NetworkInterface : public Printable {
  public:
    virtual ~NetworkInterface() = default;

    /// Of the access point the mask has 24 to 28 bits.
    virtual bool config(IPAddress local_ip = IPAddress(), IPAddress gateway = IPAddress(),
                        IPAddress subnet = IPAddress(), IPAddress dns1 = IPAddress(), IPAddress dns2 = IPAddress(),
                        IPAddress dns3 = IPAddress()) = 0;
    virtual bool dnsIP(uint8_t dns_no, IPAddress ip) = 0;

    const char* getHostname() const;
    bool setHostname(const char* hostname) const;

    bool started() const { return has(ESP_NETIF_STARTED_BIT); }
    bool connected() const { return has(ESP_NETIF_CONNECTED_BIT); }
    bool hasIP() const { return has(ESP_NETIF_HAS_IP_BIT | ESP_NETIF_HAS_STATIC_IP_BIT); }
    bool hasLinkLocalIPv6() const { return false; }
    bool hasGlobalIPv6() const { return false; }
    bool enableIPv6(bool en = true) { return (void)en, false; }
    bool linkUp() const { return netif() != nullptr && esp_netif_is_netif_up(netif()); }

    const char* ifkey() const;
    const char* desc() const;
    /// What lwIP calls it; -1 without a handle.
    virtual String impl_name() const = 0;
    virtual int impl_index() const = 0;
    int getRoutePrio() const { return netif() == nullptr ? -1 : priority(); }
    /// The station is, where it can be.
    bool setDefault() { return netif() != nullptr; }
    bool isDefault() const { return netif() != nullptr && esp_netif_get_default_netif() == netif(); }

    uint8_t* macAddress(uint8_t* mac) const;
    String macAddress() const;
    IPAddress localIP() const;
    IPAddress subnetMask() const;
    IPAddress gatewayIP() const;
    virtual IPAddress dnsIP(uint8_t dns_no = 0) const = 0;
    IPAddress broadcastIP() const;
    IPAddress networkID() const;
    uint8_t subnetCIDR() const;

    size_t printTo(Print& out) const override;

    virtual esp_netif_t* netif() const = 0;
    /// Of ESP_NETIF_STARTED_BIT and its like.
    virtual int getStatusBits() const = 0;
    /// Waits until all of them are there; gives those that are.
    int waitStatusBits(int bits, uint32_t timeout_ms) const;

  protected:
    virtual int priority() const = 0;
    virtual bool serves_addresses() const { return false; }
    virtual size_t printDriverInfo(Print& out) const = 0;

  private:
    bool has(int bits) const { return (getStatusBits() & bits) != 0; }
    esp_netif_ip_info_t addresses() const;
};
