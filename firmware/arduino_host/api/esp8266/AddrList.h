/// The addresses of a board's interfaces, one after the other: `for (auto a : addrList)`. Facts: cores/esp8266/AddrList.h of
/// esp8266/Arduino 3.1, where it is built without IPv6.
#ifndef __ADDRLIST_H
#define __ADDRLIST_H

#include <ESP8266WiFi.h>
#include <IPAddress.h>
#include <WString.h>

#include <vector>

namespace esp8266 {
namespace AddressListImplementation {

class AddressOfInterface {
  public:
    explicit AddressOfInterface(bool is_station) : is_station_(is_station) {}

    IPAddress addr() const { return is_station_ ? WiFi.localIP() : WiFi.softAPIP(); }
    bool isLegacy() const { return true; }
    bool isLocal() const { return false; }
    bool isV4() const { return true; }
    bool isV6() const { return false; }
    String toString() const { return addr().toString(); }
    IPAddress ipv4() const { return addr(); }
    IPAddress netmask() const { return is_station_ ? WiFi.subnetMask() : IPAddress(255, 255, 255, 0); }
    IPAddress gw() const { return is_station_ ? WiFi.gatewayIP() : addr(); }
    String ifname() const { return is_station_ ? "st" : "ap"; }
    const char* ifhostname() const { return is_station_ ? name_.c_str() : ""; }
    const char* ifmac() const { return mac_.c_str(); }
    int ifnumber() const { return is_station_ ? 0 : 1; }
    bool ifUp() const { return is_station_ ? WiFi.isConnected() : (WiFi.getMode() & WIFI_AP) != 0; }

  private:
    bool is_station_;
    String name_ = WiFi.hostname();
    String mac_ = is_station_ ? WiFi.macAddress() : WiFi.softAPmacAddress();
};

class AddressList {
  public:
    using Addresses = std::vector<AddressOfInterface>;

    /// Those that are one: the station's in a network, the access point's while there is one.
    Addresses addresses() const {
        Addresses found;
        for (const WiFiMode_t each : {WIFI_STA, WIFI_AP}) {
            const AddressOfInterface own(each == WIFI_STA);
            if ((WiFi.getMode() & each) != 0 && own.addr().isSet()) {
                found.push_back(own);
            }
        }
        return found;
    }
    Addresses::const_iterator begin() { return (held_ = addresses()).cbegin(); }
    Addresses::const_iterator end() const { return held_.cend(); }

  private:
    Addresses held_;
};

}  // namespace AddressListImplementation
}  // namespace esp8266

inline esp8266::AddressListImplementation::AddressList addrList;

#endif
