#include <WiFi.h>
#include <machine.h>
#include <string.h>

namespace machine = oceanhil::machine;

WiFiClass WiFi;

namespace {

// The address of an access point that nobody has given one and that stands alone.
constexpr uint8_t kLoneAccessPoint[] = {192, 168, 42, 1};
constexpr uint64_t kJoinStepUs = 50 * machine::kMillisecondUs;
constexpr uint64_t kWaitStepUs = 10 * machine::kMillisecondUs;

oceanhil::Station& station() { return oceanhil::Station::own(); }

}  // namespace

// Whoever has an access point keeps it, and is told of the station from here on.
bool WiFiClass::start(const char* ssid, const char* passphrase) {
    if (mode_ == WIFI_AP) {
        return beginAP(ssid, passphrase) == WL_CONNECTED;
    }
    disconnect();
    mode_ = WIFI_STA;
    has_station_ = is_started_ = true;
    has_failed_ = false;
    station().join(ssid, passphrase == nullptr ? "" : passphrase);
    return true;
}

// The radio is asked again and again until the time is over; whoever has no network then has a radio that is off.
int WiFiClass::begin(const char* ssid, const char* passphrase, const uint8_t* bssid) {
    (void)bssid;
    if (!start(ssid, passphrase)) {
        return WL_IDLE_STATUS;
    }
    const uint64_t end_us = machine::micros() + uint64_t{timeout_ms_} * machine::kMillisecondUs;
    while (!connected() && machine::micros() < end_us) {
        machine::wait_us(kJoinStepUs);
    }
    if (!connected()) {
        station().leave();
        is_started_ = false;
        has_failed_ = true;
        return WL_IDLE_STATUS;
    }
    return status();
}

int WiFiClass::beginNoBlock(const char* ssid, const char* passphrase, const uint8_t* bssid) {
    (void)bssid;
    return start(ssid, passphrase) ? int{status()} : int{WL_IDLE_STATUS};
}

// Beside a station, an access point is no connection.
bool WiFiClass::is_only_access_point() const { return mode_ == WIFI_AP && is_access_point(); }

bool WiFiClass::connected() { return is_only_access_point() || (is_started_ && station().is_connected()); }

int8_t WiFiClass::waitForConnectResult(unsigned long timeoutLength) {
    const uint64_t end_us = machine::micros() + uint64_t{timeoutLength} * machine::kMillisecondUs;
    while (machine::micros() < end_us) {
        if (status() != WL_DISCONNECTED) {
            return static_cast<int8_t>(status());
        }
        machine::wait_us(kWaitStepUs);
    }
    return -1;
}

int WiFiClass::disconnect(bool wifi_off) {
    (void)wifi_off;
    if (is_started_) {
        station().leave();
    }
    has_station_ = is_started_ = has_failed_ = false;
    mode_ = mode_ == WIFI_AP_STA ? WIFI_AP : mode_ == WIFI_STA ? WIFI_OFF : mode_;
    return WL_DISCONNECTED;
}

// An access point stays where it is: only `disconnectAP` ends it.
void WiFiClass::end() { disconnect(); }

void WiFiClass::mode(WiFiMode_t m) {
    if (m == WIFI_OFF) {
        end();
    } else {
        mode_ = m;
    }
}

// By the driver's link (CYW43lwIP::status): whoever asked for no network is idle. The radio is never missing.
uint8_t WiFiClass::status() {
    if (is_only_access_point()) {
        return WL_CONNECTED;
    }
    if (!is_started_) {
        return has_failed_ ? WL_CONNECT_FAILED : WL_IDLE_STATUS;
    }
    return station().is_connected() ? WL_CONNECTED : WL_DISCONNECTED;
}

void WiFiClass::config(IPAddress local_ip) { config(local_ip, IPAddress(local_ip[0], local_ip[1], local_ip[2], 1)); }

void WiFiClass::config(IPAddress local_ip, IPAddress dns_server) {
    config(local_ip, dns_server, IPAddress(local_ip[0], local_ip[1], local_ip[2], 1));
}

void WiFiClass::config(IPAddress local_ip, IPAddress dns_server, IPAddress gateway) {
    config(local_ip, dns_server, gateway, IPAddress(255, 255, 255, 0));
}

void WiFiClass::config(IPAddress local_ip, IPAddress dns_server, IPAddress gateway, IPAddress subnet) {
    station().configure(local_ip, gateway, subnet, dns_server);
}

void WiFiClass::setDNS(IPAddress dns_server1, IPAddress dns_server2) {
    station().set_name_servers(dns_server1, dns_server2);
}

int WiFiClass::ping(const char* hostname, uint8_t ttl) {
    IPAddress found;
    return hostByName(hostname, found) == 0 ? WL_PING_UNKNOWN_HOST : ping(found, ttl);
}

int WiFiClass::ping(IPAddress host, uint8_t ttl) {
    (void)host;
    (void)ttl;
    machine::wait_us(uint64_t{timeout_ms_} * machine::kMillisecondUs);
    return -1;
}

uint8_t* WiFiClass::macAddress(uint8_t* mac) {
    read_mac(mac, false);
    return mac;
}

String WiFiClass::macAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    return oceanhil::mac_text(macAddress(mac), false);
}

uint8_t* WiFiClass::BSSID(uint8_t networkItem, uint8_t* bssid) {
    memset(bssid, 0, oceanhil::kMacBytes);
    if (scan_.at(networkItem) != nullptr) {
        memcpy(bssid, oceanhil::air::kBssid, oceanhil::kMacBytes);
    }
    return bssid;
}

uint8_t WiFiClass::encryptionType() { return station().password().length() == 0 ? ENC_TYPE_NONE : ENC_TYPE_CCMP; }

uint8_t WiFiClass::encryptionType(uint8_t networkItem) {
    const auto* const heard = scan_.at(networkItem);
    return heard != nullptr && heard->is_secured ? ENC_TYPE_CCMP : ENC_TYPE_NONE;
}

unsigned long WiFiClass::getTime() { return static_cast<unsigned long>(machine::micros() / machine::kMillisecondUs); }

const char* WiFiClass::SSID(uint8_t networkItem) {
    scanned_ = scan_.ssid(networkItem);
    return scanned_.c_str();
}

uint8_t WiFiClass::beginAP(const char* ssid, const char* passphrase, uint8_t channel) {
    (void)channel;
    const bool is_beside_station = mode_ == WIFI_AP_STA || (mode_ == WIFI_STA && has_station_);
    if (!is_beside_station) {
        end();
    }
    if (!is_own_address_) {
        set_access_point_address(oceanhil::address_of(is_beside_station ? oceanhil::air::kSoftAp : kLoneAccessPoint));
    }
    if (!begin_access_point(ssid, passphrase)) {
        end_access_point();
        mode_ = has_station_ ? WIFI_STA : WIFI_OFF;
        return WL_IDLE_STATUS;
    }
    mode_ = is_beside_station ? WIFI_AP_STA : WIFI_AP;
    return WL_CONNECTED;
}

bool WiFiClass::softAP(const char* ssid, const char* psk, int channel, int ssid_hidden, int max_connection) {
    (void)ssid_hidden;
    (void)max_connection;
    return beginAP(ssid, psk, static_cast<uint8_t>(channel)) == WL_CONNECTED;
}

bool WiFiClass::softAP(const String& ssid, const String& psk, int channel, int ssid_hidden, int max_connection) {
    return softAP(ssid.c_str(), psk.length() == 0 ? nullptr : psk.c_str(), channel, ssid_hidden, max_connection);
}

bool WiFiClass::softAPConfig(IPAddress local_ip, IPAddress gateway, IPAddress subnet) {
    (void)gateway;
    (void)subnet;
    is_own_address_ = oceanhil::is_set(local_ip);
    set_access_point_address(local_ip);
    return true;
}

bool WiFiClass::softAPdisconnect(bool wifioff) {
    (void)wifioff;
    if (mode_ == WIFI_AP_STA) {
        return disconnectAP();
    }
    disconnect();
    return true;
}

bool WiFiClass::disconnectAP() {
    if (!is_access_point()) {
        return false;
    }
    end_access_point();
    mode_ = mode_ == WIFI_AP_STA ? WIFI_STA : mode_ == WIFI_AP ? WIFI_OFF : mode_;
    return true;
}

uint8_t* WiFiClass::softAPmacAddress(uint8_t* mac) {
    read_mac(mac, true);
    return mac;
}

String WiFiClass::softAPmacAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    return oceanhil::mac_text(softAPmacAddress(mac), false);
}
