// What an ESP8266 hears and offers on the air: scans, and access points of its own. The station is in ESP8266WiFi.cpp.
#include <ESP8266WiFi.h>
#include <Schedule.h>
#include <coredecls.h>
#include <include/WiFiState.h>
#include <string.h>

int8_t ESP8266WiFiClass::scanNetworks(bool async, bool show_hidden, uint8_t channel, uint8_t* ssid) {
    (void)show_hidden;
    (void)channel;
    (void)ssid;
    enableSTA(true);
    return static_cast<int8_t>(scan_.begin(async));
}

void ESP8266WiFiClass::scanNetworksAsync(std::function<void(int)> onComplete, bool show_hidden) {
    constexpr uint32_t kLookUs = 100000;
    scanNetworks(true, show_hidden);
    schedule_recurrent_function_us(
        [this, onComplete = std::move(onComplete)] {
            const int found = scanComplete();
            if (found >= 0) {
                onComplete(found);
            }
            return found == WIFI_SCAN_RUNNING;
        },
        kLookUs);
}

const bss_info* ESP8266WiFiClass::getScanInfoByIndex(int i) {
    const auto* const heard = i < 0 ? nullptr : scan_.at(static_cast<size_t>(i));
    if (heard == nullptr) {
        return nullptr;
    }
    asked_ = {};
    memcpy(asked_.bssid, oceanhil::air::kBssid, sizeof asked_.bssid);
    asked_.ssid_len = static_cast<uint8_t>(strlen(heard->ssid));
    memcpy(asked_.ssid, heard->ssid, asked_.ssid_len);
    asked_.channel = static_cast<uint8_t>(oceanhil::air::kChannel);
    asked_.rssi = static_cast<sint8>(oceanhil::air::kRssiDbm);
    asked_.authmode = heard->is_secured ? AUTH_WPA2_PSK : AUTH_OPEN;
    asked_.phy_11b = asked_.phy_11g = asked_.phy_11n = 1;
    return &asked_;
}

uint8_t ESP8266WiFiClass::encryptionType(uint8_t networkItem) {
    const auto* const heard = scan_.at(networkItem);
    return heard != nullptr && heard->is_secured ? ENC_TYPE_CCMP : ENC_TYPE_NONE;
}

String ESP8266WiFiClass::BSSIDstr(uint8_t networkItem) {
    return scan_.at(networkItem) == nullptr ? String() : oceanhil::mac_text(oceanhil::air::kBssid, true);
}

bool ESP8266WiFiClass::isHidden(uint8_t networkItem) const {
    return scan_.at(networkItem) != nullptr && scan_.ssid(networkItem).length() == 0;
}

bool ESP8266WiFiClass::getNetworkInfo(uint8_t networkItem, String& ssid, uint8_t& encryptionType, int32_t& RSSI,
                                      uint8_t*& BSSID, int32_t& channel, bool& isHidden) {
    if (scan_.at(networkItem) == nullptr) {
        return false;
    }
    ssid = SSID(networkItem);
    encryptionType = this->encryptionType(networkItem);
    RSSI = WifiCommon::RSSI(networkItem);
    BSSID = WifiCommon::BSSID(networkItem);
    channel = WifiCommon::channel(networkItem);
    isHidden = this->isHidden(networkItem);
    return true;
}

bool ESP8266WiFiClass::softAP(const char* ssid, const char* psk, int channel, int ssid_hidden, int max_connection,
                              int beacon_interval) {
    (void)channel;
    (void)ssid_hidden;
    (void)max_connection;
    (void)beacon_interval;
    return enableAP(true) && begin_access_point(ssid, psk);
}

bool ESP8266WiFiClass::softAP(const String& ssid, const String& psk, int channel, int ssid_hidden, int max_connection,
                              int beacon_interval) {
    return softAP(ssid.c_str(), psk.c_str(), channel, ssid_hidden, max_connection, beacon_interval);
}

bool ESP8266WiFiClass::softAPConfig(IPAddress local_ip, IPAddress gateway, IPAddress subnet) {
    (void)gateway;
    (void)subnet;
    enableAP(true);
    set_access_point_address(local_ip);
    return true;
}

bool DhcpServer::isRunning() const { return is_on_ && (WiFi.getMode() & WIFI_AP) != 0; }

bool DhcpServer::set_dhcps_lease(struct dhcps_lease* please) {
    if (please == nullptr || isRunning()) {
        return false;
    }
    lease_ = *please;
    return true;
}

bool DhcpServer::get_dhcps_lease(struct dhcps_lease* please) {
    if (please != nullptr) {
        *please = lease_;
    }
    return please != nullptr;
}

DhcpServer& ESP8266WiFiClass::softAPDhcpServer() {
    static DhcpServer server;
    return server;
}

bool ESP8266WiFiClass::softAPdisconnect(bool wifioff) {
    end_access_point();
    return wifioff ? enableAP(false) : true;
}

uint8_t* ESP8266WiFiClass::softAPmacAddress(uint8_t* mac) {
    read_mac(mac, true);
    // Of the two it is the address that is no maker's.
    mac[0] |= 0x02;
    --mac[oceanhil::kMacBytes - 1];
    return mac;
}

String ESP8266WiFiClass::softAPmacAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    return oceanhil::mac_text(softAPmacAddress(mac), true);
}

void ESP8266WiFiClass::printDiag(Print& dest) {
    constexpr const char* kModes[] = {"NULL", "STA", "AP", "STA+AP"};
    constexpr const char* kPhyModes[] = {"", "B", "G", "N"};
    dest.printf("Mode: %s\r\n", kModes[mode_]);
    dest.printf("PHY mode: %s\r\n", kPhyModes[phy_mode_]);
    dest.printf("Channel: %d\r\n", static_cast<int>(WifiCommon::channel()));
    dest.printf("AP id: 0\r\nStatus: %d\r\nAuto connect: %d\r\n", wifi_station_get_connect_status(), connects_at_boot_);
    dest.printf("SSID (%u): %s\r\n", SSID().length(), SSID().c_str());
    dest.printf("Passphrase (%u): %s\r\n", psk().length(), psk().c_str());
    dest.printf("BSSID set: 0\r\n");
}

bool ESP8266WiFiClass::shutdownValidCRC(const WiFiState& state) {
    return state.crc == crc32(&state.state, sizeof state.state);
}

bool ESP8266WiFiClass::shutdown(WiFiState& state, uint32_t sleepUs) {
    memset(&state, 0, sizeof state);
    wifi_station_get_config(&state.state.fwconfig);
    wifi_get_ip_info(STATION_IF, &state.state.ip);
    state.state.mode = mode_;
    state.state.channel = wifi_get_channel();
    state.state.persistent = getPersistent();
    state.crc = crc32(&state.state, sizeof state.state);
    return forceSleepBegin(sleepUs);
}

bool ESP8266WiFiClass::resumeFromShutdown(WiFiState& state) {
    if (!shutdownValidCRC(state)) {
        return false;
    }
    persistent(state.state.persistent);
    mode(state.state.mode);
    const auto* const ssid = reinterpret_cast<const char*>(state.state.fwconfig.ssid);
    const auto* const password = reinterpret_cast<const char*>(state.state.fwconfig.password);
    state.crc = ~state.crc;
    return ssid[0] == 0 || begin(ssid, password) != WL_CONNECT_FAILED;
}
