#include "oceanhil/wifi_common.h"

#include <string.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

// Of WPA2 (IEEE 802.11i), and of a name of a network.
constexpr size_t kShortestPassword = 8;
constexpr size_t kLongestPassword = 63;
constexpr size_t kLongestName = 32;

}  // namespace

uint8_t* WifiCommon::BSSID(uint8_t* bssid) const {
    memset(bssid, 0, kMacBytes);
    if (Station::own().is_connected()) {
        memcpy(bssid, air::kBssid, kMacBytes);
    }
    return bssid;
}

int WifiCommon::hostByName(const char* aHostname, IPAddress& aResult, uint32_t timeout_ms) {
    (void)timeout_ms;
    return hostByName(aHostname, aResult);
}

void WifiCommon::read_mac(uint8_t mac[kMacBytes], bool is_access_point) {
    memset(mac, 0, kMacBytes);
    if (machine::mac_read(mac) && is_access_point) {
        ++mac[kMacBytes - 1];
    }
}

bool WifiCommon::begin_access_point(const char* ssid, const char* password) {
    const size_t name = ssid == nullptr ? 0 : strlen(ssid);
    const size_t letters = password == nullptr ? 0 : strlen(password);
    const bool is_secret = letters >= kShortestPassword && letters <= kLongestPassword;
    if (name == 0 || name > kLongestName || (letters > 0 && !is_secret)) {
        return false;
    }
    soft_ap_name_ = ssid;
    soft_ap_password_ = letters == 0 ? "" : password;
    is_access_point_ = true;
    return true;
}

}  // namespace oceanhil
