#include <WiFi.h>
#include <machine.h>
#include <string.h>

#include "oceanhil/enterprise.h"
#include "wifi_driver.h"

namespace machine = oceanhil::machine;

WiFiClass WiFi;

namespace {

constexpr size_t kLongestName = 32;
constexpr size_t kLongestPassword = 64;
constexpr uint32_t kWaitStepMs = 100;
// STAClass::disconnect of the core: how often it looks whether the station has left, and for how long.
constexpr uint32_t kLeaveStepMs = 5;
constexpr uint32_t kLeaveMs = 1000;
// A station that was not let in has said so by then: one that is still silent is in the network, without an address.
constexpr uint64_t kLongestSilenceUs = 3500 * machine::kMillisecondUs;
// No password may have such a letter (IEEE 802.11, annex J).
constexpr const char* kNoNetworksPassword = "\x01";

oceanhil::Station& station() { return oceanhil::Station::own(); }

bool includes(wifi_mode_t mode, wifi_mode_t part) { return (mode & part) != 0; }

/// Whether the core joins again by itself when a network is lost or an attempt has failed.
bool joins_again() { return station().reconnects() && !oceanhil::wifi_driver::is_sketchs_own; }

/// From now on the core handles events of the driver, whoever has begun it.
void take_over_driver() {
    if (oceanhil::wifi_driver::is_sketchs_own) {
        oceanhil::wifi_driver::is_sketchs_own = false;
        station().set_reconnecting(station().reconnects());
    }
}

}  // namespace

wl_status_t WiFiClass::begin(const char* ssid, const char* passphrase, int32_t channel, const uint8_t* bssid,
                             bool connect) {
    (void)channel;
    (void)bssid;
    if (!enableSTA(true)) {
        return WL_CONNECT_FAILED;
    }
    if (is_let_in()) {
        leave_and_wait();
    }
    const size_t name = ssid == nullptr ? 0 : strlen(ssid);
    if (name == 0 || name > kLongestName || (passphrase != nullptr && strlen(passphrase) > kLongestPassword)) {
        return WL_CONNECT_FAILED;
    }
    if (is_connecting()) {
        return WL_CONNECT_FAILED;
    }
    take_over_driver();
    if (connect) {
        join(ssid, passphrase);
    }
    return status();
}

void WiFiClass::join(const char* ssid, const char* passphrase) {
    const char* const known = oceanhil::asks_for_enterprise() ? kNoNetworksPassword : passphrase;
    note_attempt();
    station().join(ssid, known == nullptr ? String() : String(known));
}

void WiFiClass::note_attempt() {
    has_left_ = false;
    is_trying_ = true;
    attempt_us_ = machine::micros();
}

bool WiFiClass::tries_for(bool is_silent_for_long) const {
    if (!is_trying_) {
        return false;
    }
    const machine::Station state = station().state();
    if (state == machine::Station::no_ssid || state == machine::Station::failed) {
        return !is_silent_for_long && joins_again();
    }
    const bool is_under_way = state != machine::Station::lost || joins_again();
    return state != machine::Station::connected && is_under_way &&
           (machine::micros() - attempt_us_ > kLongestSilenceUs) == is_silent_for_long;
}

void WiFiClass::leave_and_wait() {
    station().leave();
    has_left_ = true;
    is_trying_ = false;
    const uint64_t end_us = machine::micros() + kLeaveMs * machine::kMillisecondUs;
    do {
        machine::wait_us(kLeaveStepMs * machine::kMillisecondUs);
    } while (station().is_connected() && machine::micros() < end_us);
}

wl_status_t WiFiClass::begin(const String& ssid, const String& passphrase, int32_t channel, const uint8_t* bssid,
                             bool connect) {
    return begin(ssid.c_str(), passphrase.c_str(), channel, bssid, connect);
}

wl_status_t WiFiClass::begin() {
    if (!enableSTA(true)) {
        return WL_CONNECT_FAILED;
    }
    if (is_let_in()) {
        return status();
    }
    if (is_connecting()) {
        return WL_CONNECT_FAILED;
    }
    take_over_driver();
    return join_again() ? status() : WL_CONNECT_FAILED;
}

wl_status_t WiFiClass::begin(const char* wpa2_ssid, wpa2_auth_method_t, const char*, const char*, const char*,
                             const char*, const char*, const char*, int, int32_t channel, const uint8_t* bssid,
                             bool connect) {
    return begin(wpa2_ssid, kNoNetworksPassword, channel, bssid, connect);
}

wl_status_t WiFiClass::begin(const String& wpa2_ssid, wpa2_auth_method_t method, const String& wpa2_identity,
                             const String& wpa2_username, const String& wpa2_password) {
    return begin(wpa2_ssid.c_str(), method, wpa2_identity.c_str(), wpa2_username.c_str(), wpa2_password.c_str());
}

bool WiFiClass::config(IPAddress local_ip, IPAddress gateway, IPAddress subnet, IPAddress dns1, IPAddress dns2) {
    enableSTA(true);
    station().configure(local_ip, gateway, subnet, dns1, dns2);
    return true;
}

bool WiFiClass::config(IPAddress local_ip, IPAddress dns) {
    return config(local_ip, IPAddress(local_ip[0], local_ip[1], local_ip[2], 1), IPAddress(255, 255, 255, 0), dns);
}

bool WiFiClass::setDNS(IPAddress dns1, IPAddress dns2) {
    station().set_name_servers(dns1, dns2);
    return true;
}

bool WiFiClass::reconnect() {
    // The driver connects one at a time: ESP_ERR_WIFI_CONN.
    if (!includes(mode_, WIFI_MODE_STA) || is_connecting()) {
        return false;
    }
    station().leave();
    return join_again();
}

bool WiFiClass::join_again() {
    note_attempt();
    is_trying_ = station().join_again();
    return is_trying_;
}

bool WiFiClass::disconnect(bool wifioff, bool eraseap, unsigned long timeoutLength) {
    (void)timeoutLength;
    if (!includes(mode_, WIFI_MODE_STA)) {
        return false;
    }
    station().leave();
    has_left_ = true;
    is_trying_ = false;
    if (eraseap) {
        station().forget();
    }
    return wifioff ? enableSTA(false) : true;
}

bool WiFiClass::eraseAP() {
    enableSTA(true);
    station().forget();
    return true;
}

bool WiFiClass::setAutoReconnect(bool autoReconnect) {
    station().set_reconnecting(autoReconnect);
    return true;
}

uint8_t WiFiClass::waitForConnectResult(unsigned long timeoutLength) {
    if (!includes(mode_, WIFI_MODE_STA)) {
        return WL_DISCONNECTED;
    }
    const uint64_t end_us = machine::micros() + uint64_t{timeoutLength} * machine::kMillisecondUs;
    while ((status() == WL_IDLE_STATUS || status() >= WL_DISCONNECTED) && machine::micros() < end_us) {
        machine::wait_us(kWaitStepMs * machine::kMillisecondUs);
    }
    return status();
}

// As the core reads the reasons of its events: a wrong password is one of those that only say "disconnected".
wl_status_t WiFiClass::status() {
    if (!includes(mode_, WIFI_MODE_STA)) {
        return WL_STOPPED;
    }
    const machine::Station state = station().state();
    switch (state) {
        case machine::Station::connected:
            return has_left_ ? WL_DISCONNECTED : WL_CONNECTED;
        case machine::Station::no_ssid:
            return WL_NO_SSID_AVAIL;
        case machine::Station::lost:
            return WL_CONNECTION_LOST;
        default:
            return WL_DISCONNECTED;
    }
}

uint8_t* WiFiClass::macAddress(uint8_t* mac) {
    if (!includes(mode_, WIFI_MODE_STA)) {
        return nullptr;
    }
    read_mac(mac, false);
    return mac;
}

String WiFiClass::macAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    macAddress(mac);
    return oceanhil::mac_text(mac, true);
}

IPAddress WiFiClass::networkID() {
    const IPAddress own = localIP();
    const IPAddress mask = subnetMask();
    return IPAddress(own[0] & mask[0], own[1] & mask[1], own[2] & mask[2], own[3] & mask[3]);
}

IPAddress WiFiClass::broadcastIP() {
    const IPAddress own = networkID();
    const IPAddress mask = subnetMask();
    return IPAddress(own[0] | (~mask[0] & 0xFF), own[1] | (~mask[1] & 0xFF), own[2] | (~mask[2] & 0xFF),
                     own[3] | (~mask[3] & 0xFF));
}

uint8_t WiFiClass::subnetCIDR() {
    const IPAddress mask = subnetMask();
    uint8_t bits = 0;
    for (int at = 0; at < 4; ++at) {
        bits = static_cast<uint8_t>(bits + __builtin_popcount(mask[at]));
    }
    return bits;
}

String WiFiClass::SSID() const { return station().is_connected() ? station().ssid() : String(); }

String WiFiClass::psk() const { return mode_ == WIFI_MODE_NULL ? String() : station().password(); }

String WiFiClass::BSSIDstr() { return isConnected() ? oceanhil::mac_text(BSSID(), true) : String(); }
