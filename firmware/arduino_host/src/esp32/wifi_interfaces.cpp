// `WiFi.STA` and `WiFi.AP`: what `WiFi` does, by their names.
#include <WiFi.h>
#include <esp_wifi.h>
#include <string.h>

namespace {

constexpr size_t kShortestPassword = 8;

bool has_begun(wl_status_t status) { return status != WL_CONNECT_FAILED; }

// What the core prints between the brackets. No network is open or secured otherwise.
size_t print_network(Print& out, const String& name, int channel, bool is_secured) {
    size_t bytes = out.print(",");
    bytes += out.print(name);
    bytes += out.print(",CH:");
    bytes += out.print(channel);
    bytes += out.print(is_secured ? ",WPA2_PSK" : ",OPEN");
    return bytes;
}

}  // namespace

bool STAClass::begin(bool tryConnect) { return WiFi.enableSTA(true) && (!tryConnect || connect()); }

bool STAClass::end() { return WiFi.enableSTA(false); }

bool STAClass::bandwidth(wifi_bandwidth_t bandwidth) {
    return begin() && esp_wifi_set_bandwidth(WIFI_IF_STA, bandwidth) == ESP_OK;
}

bool STAClass::connect() { return has_begun(WiFi.begin()); }

bool STAClass::connect(const char* ssid, const char* passphrase, int32_t channel, const uint8_t* bssid, bool connect) {
    return has_begun(WiFi.begin(ssid, passphrase, channel, bssid, connect));
}

bool STAClass::connect(const char* wpa2_ssid, wpa2_auth_method_t method, const char* wpa2_identity,
                       const char* wpa2_username, const char* wpa2_password, const char* ca_pem,
                       const char* client_crt, const char* client_key, int ttls_phase2_type, int32_t channel,
                       const uint8_t* bssid, bool connect) {
    return has_begun(WiFi.begin(wpa2_ssid, method, wpa2_identity, wpa2_username, wpa2_password, ca_pem, client_crt,
                                client_key, ttls_phase2_type, channel, bssid, connect));
}

bool STAClass::disconnect(bool eraseap, unsigned long timeout) { return WiFi.disconnect(false, eraseap, timeout); }

bool STAClass::reconnect() { return WiFi.reconnect(); }

bool STAClass::erase() { return WiFi.eraseAP(); }

uint8_t STAClass::waitForConnectResult(unsigned long timeoutLength) { return WiFi.waitForConnectResult(timeoutLength); }

bool STAClass::setAutoReconnect(bool autoReconnect) { return WiFi.setAutoReconnect(autoReconnect); }

bool STAClass::getAutoReconnect() { return WiFi.getAutoReconnect(); }

wl_status_t STAClass::status() { return WiFi.status(); }

String STAClass::SSID() const { return WiFi.SSID(); }

String STAClass::psk() const { return WiFi.psk(); }

uint8_t* STAClass::BSSID(uint8_t* bssid) { return bssid == nullptr ? WiFi.BSSID() : WiFi.BSSID(bssid); }

String STAClass::BSSIDstr() { return WiFi.BSSIDstr(); }

int8_t STAClass::RSSI() { return WiFi.RSSI(); }

const char* STAClass::disconnectReasonName(wifi_err_reason_t reason) { return WiFi.disconnectReasonName(reason); }

bool STAClass::config(IPAddress local_ip, IPAddress gateway, IPAddress subnet, IPAddress dns1, IPAddress dns2,
                      IPAddress dns3) {
    (void)dns3;
    if (netif() == nullptr) {
        return false;
    }
    is_static_ = oceanhil::is_set(local_ip);
    return WiFi.config(local_ip, gateway, subnet, dns1, dns2);
}

bool STAClass::dnsIP(uint8_t dns_no, IPAddress ip) {
    constexpr uint8_t kServers = 3;
    if (netif() == nullptr || dns_no >= kServers) {
        return false;
    }
    auto& station = oceanhil::Station::own();
    const bool is_first = dns_no == 0;
    // Of the third, which only a network without the others would ask, nothing is kept.
    station.set_name_servers(is_first ? ip : station.name_server(0), dns_no == 1 ? ip : station.name_server(1));
    return true;
}

IPAddress STAClass::dnsIP(uint8_t dns_no) const { return netif() == nullptr ? IPAddress() : WiFi.dnsIP(dns_no); }

int STAClass::getStatusBits() const {
    if (netif() == nullptr) {
        return 0;
    }
    const int in_network = WiFi.isConnected() ? ESP_NETIF_CONNECTED_BIT | ESP_NETIF_HAS_IP_BIT : 0;
    return ESP_NETIF_STARTED_BIT | in_network | (is_static_ ? ESP_NETIF_HAS_STATIC_IP_BIT : 0);
}

size_t STAClass::printDriverInfo(Print& out) const {
    if (!WiFi.isConnected()) {
        return 0;
    }
    size_t bytes = print_network(out, WiFi.SSID(), static_cast<int>(WiFi.channel()), WiFi.psk().length() > 0);
    bytes += out.print(",RSSI:");
    bytes += out.print(static_cast<int>(WiFi.RSSI()));
    return bytes;
}

bool APClass::begin() { return WiFi.enableAP(true); }

bool APClass::end() { return WiFi.enableAP(false); }

bool APClass::create(const char* ssid, const char* passphrase, int channel, int ssid_hidden, int max_connection,
                     bool ftm_responder, wifi_auth_mode_t auth_mode) {
    (void)auth_mode;
    const size_t letters = passphrase == nullptr ? 0 : strlen(passphrase);
    if (ssid == nullptr || *ssid == '\0' || (letters > 0 && letters < kShortestPassword)) {
        return false;
    }
    return WiFi.softAP(ssid, passphrase, channel, ssid_hidden, max_connection, ftm_responder);
}

bool APClass::clear() { return begin(); }

bool APClass::bandwidth(wifi_bandwidth_t bandwidth) {
    return begin() && esp_wifi_set_bandwidth(WIFI_IF_AP, bandwidth) == ESP_OK;
}

String APClass::SSID() const { return started() ? WiFi.softAPSSID() : String(); }

bool APClass::config(IPAddress local_ip, IPAddress gateway, IPAddress subnet, IPAddress dhcp_lease_start, IPAddress dns,
                     IPAddress unused) {
    (void)unused;
    constexpr int kFewestBits = 24;
    constexpr int kMostBits = 28;
    int bits = 0;
    for (int at = 0; at < 4; ++at) {
        bits += __builtin_popcount(subnet[at]);
    }
    if (netif() == nullptr || bits < kFewestBits || bits > kMostBits) {
        return false;
    }
    return WiFi.softAPConfig(local_ip, gateway, subnet, dhcp_lease_start, dns);
}

size_t APClass::printDriverInfo(Print& out) const {
    constexpr int kFirstChannel = 1;
    size_t bytes = print_network(out, WiFi.softAPSSID(), kFirstChannel, WiFi.softAPPSK().length() > 0);
    return bytes + out.print(",STA:0");
}
