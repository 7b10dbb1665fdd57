#include <ESP8266WiFi.h>
#include <machine.h>
#include <string.h>

#include "oceanhil/enterprise.h"
#include "sdk_events.h"

namespace machine = oceanhil::machine;

ESP8266WiFiClass WiFi;

namespace {

constexpr const char* kNoNetworksPassword = "\x01";
constexpr size_t kLongestName = 32;
constexpr size_t kLongestPassword = 64;
constexpr uint32_t kWaitStepMs = 100;
constexpr uint32_t kUntilModemSleepsMs = 10;
constexpr uint8_t kFirstOfMask = 255;

oceanhil::Station& station() { return oceanhil::Station::own(); }

bool is_same_net(const IPAddress& one, const IPAddress& other, const IPAddress& mask) {
    for (int each = 0; each < 4; ++each) {
        if ((one[each] & mask[each]) != (other[each] & mask[each])) {
            return false;
        }
    }
    return true;
}

bool includes(WiFiMode_t mode, WiFiMode_t part) { return (mode & part) != 0; }

}  // namespace

wl_status_t ESP8266WiFiClass::begin(const char* ssid, const char* passphrase, int32_t channel, const uint8_t* bssid,
                                    bool connect) {
    (void)channel;
    (void)bssid;
    const size_t name = ssid == nullptr ? 0 : strlen(ssid);
    if (!enableSTA(true) || name == 0 || name > kLongestName) {
        return WL_CONNECT_FAILED;
    }
    if (passphrase != nullptr && strlen(passphrase) > kLongestPassword) {
        return WL_WRONG_PASSWORD;
    }
    has_left_ = false;
    if (connect) {
        const char* const known = oceanhil::asks_for_enterprise() ? kNoNetworksPassword : passphrase;
        station().join(ssid, known == nullptr ? "" : known);
    }
    return status();
}

wl_status_t ESP8266WiFiClass::begin(const String& ssid, const String& passphrase, int32_t channel, const uint8_t* bssid,
                                    bool connect) {
    return begin(ssid.c_str(), passphrase.c_str(), channel, bssid, connect);
}

wl_status_t ESP8266WiFiClass::begin() {
    if (!enableSTA(true)) {
        return WL_CONNECT_FAILED;
    }
    has_left_ = !station().join_again();
    return status();
}

// Both orders of addresses are taken: gateway, mask, name server; or, as other Arduinos have it, name server, gateway,
// mask. The third says which by whether it begins as a mask does.
bool ESP8266WiFiClass::config(IPAddress local_ip, IPAddress arg1, IPAddress arg2, IPAddress arg3, IPAddress dns2) {
    if (!enableSTA(true)) {
        return false;
    }
    if (!oceanhil::is_set(local_ip) && !oceanhil::is_set(arg2) && !(oceanhil::is_set(arg1) && oceanhil::is_set(arg3))) {
        station().configure(IPAddress(), IPAddress(), IPAddress(), IPAddress());
        return true;
    }
    const bool is_mask_third = arg2[0] == kFirstOfMask;
    const IPAddress given_mask = is_mask_third ? arg2 : arg3;
    const IPAddress mask = given_mask[0] == 0 ? IPAddress(kFirstOfMask, 255, 255, 0) : given_mask;
    const IPAddress gateway = is_mask_third ? arg1 : arg2;
    if (oceanhil::is_set(gateway) && !is_same_net(local_ip, gateway, mask)) {
        return false;
    }
    station().configure(local_ip, gateway, mask, is_mask_third ? arg3 : arg1, dns2);
    return true;
}

bool ESP8266WiFiClass::config(IPAddress local_ip, IPAddress dns) {
    if (!oceanhil::is_set(local_ip)) {
        return config(IPAddress(), IPAddress(), IPAddress());
    }
    return config(local_ip, IPAddress(local_ip[0], local_ip[1], local_ip[2], 1), IPAddress(255, 255, 255, 0), dns);
}

bool ESP8266WiFiClass::setDNS(IPAddress dns1, IPAddress dns2) {
    station().set_name_servers(dns1, dns2);
    return true;
}

bool ESP8266WiFiClass::reconnect() {
    if (!includes(mode_, WIFI_STA)) {
        return false;
    }
    station().leave();
    has_left_ = false;
    return station().join_again();
}

void ESP8266WiFiClass::leave() {
    station().leave();
    has_left_ = true;
}

bool ESP8266WiFiClass::disconnect(bool wifioff) { return disconnect(wifioff, true); }

bool ESP8266WiFiClass::disconnect(bool wifioff, bool eraseCredentials) {
    leave();
    if (eraseCredentials) {
        station().forget();
    }
    return wifioff ? enableSTA(false) : true;
}

bool ESP8266WiFiClass::setAutoConnect(bool autoConnect) {
    connects_at_boot_ = autoConnect;
    return true;
}

bool ESP8266WiFiClass::setAutoReconnect(bool autoReconnect) {
    station().set_reconnecting(autoReconnect);
    return true;
}

int8_t ESP8266WiFiClass::waitForConnectResult(unsigned long timeoutLength) {
    if (!includes(mode_, WIFI_STA)) {
        return WL_DISCONNECTED;
    }
    const uint64_t end_us = machine::micros() + uint64_t{timeoutLength} * machine::kMillisecondUs;
    while (machine::micros() < end_us) {
        machine::wait_us(kWaitStepMs * machine::kMillisecondUs);
        if (status() != WL_DISCONNECTED) {
            return static_cast<int8_t>(status());
        }
    }
    return -1;
}

// The SDK knows no lost network: it is joining again then.
wl_status_t ESP8266WiFiClass::status() {
    const machine::Station state = station().state();
    if (!includes(mode_, WIFI_STA)) {
        return WL_DISCONNECTED;
    }
    if (has_left_) {
        return WL_IDLE_STATUS;
    }
    switch (state) {
        case machine::Station::connected:
            return WL_CONNECTED;
        case machine::Station::no_ssid:
            return WL_NO_SSID_AVAIL;
        case machine::Station::failed:
            return WL_WRONG_PASSWORD;
        default:
            return WL_DISCONNECTED;
    }
}

uint8_t* ESP8266WiFiClass::macAddress(uint8_t* mac) {
    read_mac(mac, false);
    return mac;
}

String ESP8266WiFiClass::macAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    return oceanhil::mac_text(macAddress(mac), true);
}

IPAddress ESP8266WiFiClass::broadcastIP() {
    const IPAddress own = localIP();
    const IPAddress mask = subnetMask();
    return IPAddress(own[0] | (~mask[0] & 0xFF), own[1] | (~mask[1] & 0xFF), own[2] | (~mask[2] & 0xFF),
                     own[3] | (~mask[3] & 0xFF));
}

String ESP8266WiFiClass::BSSIDstr() { return isConnected() ? oceanhil::mac_text(BSSID(), true) : String(); }

// 31: the SDK's word for no network.
int8_t ESP8266WiFiClass::RSSI() {
    constexpr int8_t kNone = 31;
    return isConnected() ? static_cast<int8_t>(oceanhil::air::kRssiDbm) : kNone;
}

// By itself it is of the chip's number, which is the end of the MAC.
String ESP8266WiFiClass::hostname() {
    if (hostname_.length() == 0) {
        uint8_t mac[oceanhil::kMacBytes] = {};
        macAddress(mac);
        char name[16];
        snprintf(name, sizeof name, "ESP-%02X%02X%02X", mac[3], mac[4], mac[5]);
        hostname_ = name;
    }
    return hostname_;
}

bool ESP8266WiFiClass::hostname(const char* aHostname) {
    const size_t letters = aHostname == nullptr ? 0 : strlen(aHostname);
    if (letters == 0 || letters > kLongestName) {
        return false;
    }
    hostname_ = aHostname;
    return true;
}

struct WiFiEventHandlerOpaque {
    explicit WiFiEventHandlerOpaque(size_t number) : number_(number) {}
    explicit WiFiEventHandlerOpaque(std::function<void(const WiFiEventModeChange&)> call) : on_mode(std::move(call)) {}
    WiFiEventHandlerOpaque(const WiFiEventHandlerOpaque&) = delete;
    WiFiEventHandlerOpaque& operator=(const WiFiEventHandlerOpaque&) = delete;
    ~WiFiEventHandlerOpaque() { station().unlisten(number_); }

    std::function<void(const WiFiEventModeChange&)> on_mode;

  private:
    size_t number_ = 0;
};

bool ESP8266WiFiClass::mode(WiFiMode_t mode) {
    const WiFiEventModeChange change = {mode_, mode};
    if (includes(mode_, WIFI_STA) && !includes(mode, WIFI_STA)) {
        leave();
    }
    if (!includes(mode, WIFI_AP)) {
        end_access_point();
    }
    mode_ = mode;
    if (oceanhil::is_told_by_sdk() && change.oldMode != change.newMode) {
        oceanhil::tell_mode_to_sdk(change.oldMode, change.newMode);
    } else if (change.oldMode != change.newMode) {
        for (const auto& each : mode_listeners_) {
            if (const auto listener = each.lock()) {
                listener->on_mode(change);
            }
        }
    }
    return true;
}

bool ESP8266WiFiClass::enableSTA(bool enable) {
    const auto others = static_cast<WiFiMode_t>(mode_ & ~WIFI_STA);
    const auto wanted = enable ? static_cast<WiFiMode_t>(others | WIFI_STA) : others;
    return wanted == mode_ || mode(wanted);
}

bool ESP8266WiFiClass::enableAP(bool enable) {
    const auto others = static_cast<WiFiMode_t>(mode_ & ~WIFI_AP);
    const auto wanted = enable ? static_cast<WiFiMode_t>(others | WIFI_AP) : others;
    return wanted == mode_ || mode(wanted);
}

bool ESP8266WiFiClass::setSleepMode(WiFiSleepType_t type, uint8_t listenInterval) {
    listen_interval_ = listenInterval;
    sleep_ = type;
    return true;
}

bool ESP8266WiFiClass::setPhyMode(WiFiPhyMode_t mode) {
    phy_mode_ = mode;
    return true;
}

bool ESP8266WiFiClass::forceSleepBegin(uint32_t sleepUs) {
    (void)sleepUs;
    mode_before_sleep_ = mode_;
    const bool is_off = mode(WIFI_OFF);
    delay(kUntilModemSleepsMs);
    return is_off;
}

bool ESP8266WiFiClass::forceSleepWake() {
    const bool is_restored = mode(mode_before_sleep_);
    if (is_restored && includes(mode_before_sleep_, WIFI_STA)) {
        has_left_ = !station().join_again();
    }
    return is_restored;
}

uint8_t oceanhil::reason_of_leaving(machine::Station state) {
    switch (state) {
        case machine::Station::no_ssid:
            return WIFI_DISCONNECT_REASON_NO_AP_FOUND;
        case machine::Station::failed:
            return WIFI_DISCONNECT_REASON_4WAY_HANDSHAKE_TIMEOUT;
        case machine::Station::lost:
            return WIFI_DISCONNECT_REASON_BEACON_TIMEOUT;
        default:
            return WIFI_DISCONNECT_REASON_ASSOC_LEAVE;
    }
}

WiFiEventHandler ESP8266WiFiClass::listen(std::function<void(machine::Station)> heard, bool is_last) {
    machine::station_tells_attempts();
    const auto hear = [heard = std::move(heard)](machine::Station state) {
        if (!oceanhil::is_told_by_sdk()) {
            heard(state);
        }
    };
    return std::make_shared<WiFiEventHandlerOpaque>(station().listen(hear, is_last));
}

void ESP8266WiFiClass::onEvent(WiFiEventCb cb, WiFiEvent_t event) {
    machine::station_tells_attempts();
    station().listen([cb, event](machine::Station state) {
        if (oceanhil::is_told_by_sdk()) {
            return;
        }
        const bool is_joined = state == machine::Station::connected;
        const auto first = is_joined ? WIFI_EVENT_STAMODE_CONNECTED : WIFI_EVENT_STAMODE_DISCONNECTED;
        if (event == WIFI_EVENT_ANY || event == first) {
            cb(first);
        }
    });
    const auto hear_address = [cb, event](machine::Station state) {
        const bool is_heard = event == WIFI_EVENT_ANY || event == WIFI_EVENT_STAMODE_GOT_IP;
        if (state == machine::Station::connected && is_heard && !oceanhil::is_told_by_sdk()) {
            cb(WIFI_EVENT_STAMODE_GOT_IP);
        }
    };
    station().listen(hear_address, true);
}

WiFiEventHandler ESP8266WiFiClass::onStationModeConnected(std::function<void(const WiFiEventStationModeConnected&)> f) {
    return listen([f = std::move(f)](machine::Station state) {
        if (state == machine::Station::connected) {
            WiFiEventStationModeConnected event = {station().ssid(), {}, uint8_t{oceanhil::air::kChannel}};
            memcpy(event.bssid, oceanhil::air::kBssid, sizeof event.bssid);
            f(event);
        }
    });
}

WiFiEventHandler ESP8266WiFiClass::onStationModeDisconnected(
    std::function<void(const WiFiEventStationModeDisconnected&)> f) {
    return listen([f = std::move(f)](machine::Station state) {
        if (state != machine::Station::connected) {
            const auto reason = static_cast<WiFiDisconnectReason>(oceanhil::reason_of_leaving(state));
            WiFiEventStationModeDisconnected event = {station().ssid(), {}, reason};
            memcpy(event.bssid, oceanhil::air::kBssid, sizeof event.bssid);
            f(event);
        }
    });
}

WiFiEventHandler ESP8266WiFiClass::onStationModeGotIP(std::function<void(const WiFiEventStationModeGotIP&)> f) {
    const auto hear = [f = std::move(f)](machine::Station state) {
        if (state == machine::Station::connected) {
            f({station().address(), station().mask(), station().router()});
        }
    };
    return listen(hear, true);
}

WiFiEventHandler ESP8266WiFiClass::onWiFiModeChange(std::function<void(const WiFiEventModeChange&)> f) {
    const auto listener = std::make_shared<WiFiEventHandlerOpaque>(std::move(f));
    mode_listeners_.push_back(listener);
    return listener;
}
