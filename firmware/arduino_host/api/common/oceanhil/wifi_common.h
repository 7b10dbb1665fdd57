/// What the `WiFi` objects of all cores do alike.
#ifndef OCEANHIL_WIFI_COMMON_H
#define OCEANHIL_WIFI_COMMON_H

#include <IPAddress.h>
#include <WString.h>
#include <stdint.h>

#include "oceanhil/address.h"
#include "oceanhil/air.h"
#include "oceanhil/scan.h"
#include "oceanhil/station.h"

namespace oceanhil {

class WifiCommon {
  public:
    IPAddress localIP() const { return Station::own().address(); }
    IPAddress gatewayIP() const { return Station::own().router(); }
    IPAddress subnetMask() const { return Station::own().mask(); }
    IPAddress dnsIP(uint8_t dns_no = 0) const { return Station::own().name_server(dns_no); }

    int32_t channel() const { return Station::own().is_connected() ? air::kChannel : 0; }
    uint8_t* BSSID() { return Station::own().is_connected() ? bssid_ : nullptr; }
    uint8_t* BSSID(uint8_t* bssid) const;

    /// Of the ESP32 and the ESP8266 without an object, too.
    static int hostByName(const char* aHostname, IPAddress& aResult) {
        return find_address(aHostname, aResult) ? 1 : 0;
    }
    /// Waits for a name no longer than the network does.
    static int hostByName(const char* aHostname, IPAddress& aResult, uint32_t timeout_ms);

    // Of a scan, by the number of a network in it.
    int scanComplete() { return scan_.outcome(); }
    void scanDelete() { scan_.forget(); }
    int32_t RSSI(uint8_t networkItem) const { return scan_.at(networkItem) == nullptr ? 0 : air::kRssiDbm; }
    int32_t channel(uint8_t networkItem) const { return scan_.at(networkItem) == nullptr ? 0 : air::kChannel; }
    uint8_t* BSSID(uint8_t networkItem) { return scan_.at(networkItem) == nullptr ? nullptr : bssid_; }

    // A radio with stations of its own, to which none comes.
    uint8_t softAPgetStationNum() const { return 0; }
    IPAddress softAPIP() const { return is_access_point_ ? soft_ap_address_ : IPAddress(); }
    String softAPSSID() const { return soft_ap_name_; }
    String softAPPSK() const { return soft_ap_password_; }

  protected:
    /// Of the radio, all zeros if it cannot be read; one above it for stations of its own.
    static void read_mac(uint8_t mac[kMacBytes], bool is_access_point);
    bool begin_access_point(const char* ssid, const char* password);
    void end_access_point() { is_access_point_ = false; }
    bool is_access_point() const { return is_access_point_; }
    const IPAddress& access_point_address() const { return soft_ap_address_; }
    void set_access_point_address(const IPAddress& address) { soft_ap_address_ = address; }

    Scan scan_;

  private:
    uint8_t bssid_[kMacBytes] = {air::kBssid[0], air::kBssid[1], air::kBssid[2],
                                 air::kBssid[3], air::kBssid[4], air::kBssid[5]};
    bool is_access_point_ = false;
    String soft_ap_name_;
    String soft_ap_password_;
    IPAddress soft_ap_address_ = address_of(air::kSoftAp);
};

}  // namespace oceanhil

#endif
