#include "oceanhil/known_networks.h"

#include <string.h>

#include "oceanhil/patience.h"
#include "oceanhil/scan.h"
#include "machine.h"
#include "oceanhil/station.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr size_t kLongestSsid = 32;
constexpr size_t kLongestPassphrase = 64;

}  // namespace

bool KnownNetworks::addAP(const char* ssid, const char* passphrase) {
    const size_t letters = ssid == nullptr ? 0 : strlen(ssid);
    if (letters == 0 || letters > kLongestSsid || (passphrase != nullptr && strlen(passphrase) > kLongestPassphrase)) {
        return false;
    }
    networks_.push_back({ssid, passphrase == nullptr ? String() : String(passphrase)});
    return true;
}

bool KnownNetworks::is_known(const String& ssid) const {
    for (const Network& each : networks_) {
        if (each.ssid == ssid) {
            return true;
        }
    }
    return false;
}

bool KnownNetworks::knows(const char* ssid, const char* passphrase) const {
    for (const Network& each : networks_) {
        if (each.ssid == ssid && (passphrase == nullptr || each.password == passphrase)) {
            return true;
        }
    }
    return false;
}

const KnownNetworks::Network* KnownNetworks::heard() const {
    Scan scan;
    const int count = scan.begin(false);
    for (int at = 0; at < count; ++at) {
        for (const Network& each : networks_) {
            if (scan.ssid(static_cast<size_t>(at)) == each.ssid) {
                return &each;
            }
        }
    }
    return nullptr;
}

bool KnownNetworks::wait_for_network(uint32_t timeout_ms) {
    const Patience patience(timeout_ms);
    while (!Station::own().is_connected() && patience.lasts()) {
        machine::wait_us(machine::kMillisecondUs);
    }
    return Station::own().is_connected();
}

}  // namespace oceanhil
