/// `WiFi` of the ESP8266's core 3.x. Facts: libraries/ESP8266WiFi/src, ESP8266WiFiSTA.cpp and its neighbours.
#ifndef WiFi_h
#define WiFi_h

#include "Arduino.h"
#include "DhcpServer.h"
#include "ESP8266WiFiType.h"
#include "WiFiClient.h"
#include "WiFiClientSecure.h"
#include "WiFiServer.h"
#include "WiFiServerSecure.h"
#include "WiFiUdp.h"
#include "oceanhil/wifi_common.h"
#include "user_interface.h"

struct WiFiState;

/// The radio is off when a board starts all the same: there are no credentials that outlast a reset.
extern "C" inline void enableWiFiAtBootTime(void) {}

class ESP8266WiFiClass : public oceanhil::WifiCommon {
  public:
    // The station
    wl_status_t begin(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0,
                      const uint8_t* bssid = nullptr, bool connect = true);
    wl_status_t begin(const String& ssid, const String& passphrase = String(), int32_t channel = 0,
                      const uint8_t* bssid = nullptr, bool connect = true);
    /// With what was joined before, in this boot.
    wl_status_t begin();
    bool config(IPAddress local_ip, IPAddress arg1, IPAddress arg2, IPAddress arg3 = IPAddress(),
                IPAddress dns2 = IPAddress());
    bool config(IPAddress local_ip, IPAddress dns = IPAddress());
    bool setDNS(IPAddress dns1, IPAddress dns2 = IPAddress());
    bool reconnect();
    bool disconnect(bool wifioff = false);
    bool disconnect(bool wifioff, bool eraseCredentials);
    bool isConnected() { return status() == WL_CONNECTED; }
    bool setAutoConnect(bool autoConnect);
    bool getAutoConnect() { return connects_at_boot_; }
    bool setAutoReconnect(bool autoReconnect);
    bool getAutoReconnect() { return oceanhil::Station::own().reconnects(); }
    /// -1 if it has not come to an end by then.
    int8_t waitForConnectResult(unsigned long timeoutLength = 60000);
    wl_status_t status();
    /// No network here has WEP.
    static void enableInsecureWEP(bool enable = true) { (void)enable; }

    uint8_t* macAddress(uint8_t* mac);
    String macAddress();
    IPAddress broadcastIP();
    String SSID() const { return oceanhil::Station::own().ssid(); }
    String psk() const { return oceanhil::Station::own().password(); }
    using WifiCommon::BSSID;
    String BSSIDstr();
    int8_t RSSI();
    using WifiCommon::RSSI;
    String hostname();
    bool hostname(const String& aHostname) { return hostname(aHostname.c_str()); }
    bool hostname(const char* aHostname);
    bool setHostname(const char* aHostname) { return hostname(aHostname); }
    String getHostname() { return hostname(); }

    // The radio
    /// What a sketch has said; no credentials outlast a reset here.
    static void persistent(bool persistent) { is_persistent_ = persistent; }
    static bool getPersistent() { return is_persistent_; }
    bool mode(WiFiMode_t mode);
    WiFiMode_t getMode() { return mode_; }
    bool enableSTA(bool enable);
    bool enableAP(bool enable);
    bool setSleepMode(WiFiSleepType_t type, uint8_t listenInterval = 0);
    WiFiSleepType_t getSleepMode() { return sleep_; }
    uint8_t getListenInterval() { return listen_interval_; }
    bool isSleepLevelMax() { return listen_interval_ != 0; }
    bool setSleep(bool enable) { return setSleepMode(enable ? WIFI_MODEM_SLEEP : WIFI_NONE_SLEEP); }
    bool getSleep() { return sleep_ == WIFI_MODEM_SLEEP; }
    bool setPhyMode(WiFiPhyMode_t mode);
    WiFiPhyMode_t getPhyMode() { return phy_mode_; }
    void setOutputPower(float dBm) { (void)dBm; }
    bool forceSleepBegin(uint32_t sleepUs = 0);
    bool forceSleepWake();
    /// Off is how the core begins anyway.
    [[deprecated("WiFi is off by default at boot, use enableWiFiAtBoot() for legacy behavior")]] static void preinitWiFiOff() {}

    // Events
    void onEvent(WiFiEventCb cb, WiFiEvent_t event = WIFI_EVENT_ANY);
    [[nodiscard]] WiFiEventHandler onStationModeConnected(std::function<void(const WiFiEventStationModeConnected&)> f);
    [[nodiscard]] WiFiEventHandler onStationModeDisconnected(
        std::function<void(const WiFiEventStationModeDisconnected&)> f);
    [[nodiscard]] WiFiEventHandler onStationModeGotIP(std::function<void(const WiFiEventStationModeGotIP&)> f);
    // What nobody causes: no station joins an access point, an address is always to be had, and modes of networks stay.
    using Stations = std::function<void(const WiFiEventSoftAPModeStationConnected&)>;
    using StationsGone = std::function<void(const WiFiEventSoftAPModeStationDisconnected&)>;
    using Probes = std::function<void(const WiFiEventSoftAPModeProbeRequestReceived&)>;
    using AuthModes = std::function<void(const WiFiEventStationModeAuthModeChanged&)>;
    [[nodiscard]] WiFiEventHandler onSoftAPModeStationConnected(Stations f) { return (void)f, listen_to_nothing(); }
    [[nodiscard]] WiFiEventHandler onSoftAPModeStationDisconnected(StationsGone f) {
        return (void)f, listen_to_nothing();
    }
    [[nodiscard]] WiFiEventHandler onSoftAPModeProbeRequestReceived(Probes f) { return (void)f, listen_to_nothing(); }
    [[nodiscard]] WiFiEventHandler onStationModeAuthModeChanged(AuthModes f) { return (void)f, listen_to_nothing(); }
    [[nodiscard]] WiFiEventHandler onStationModeDHCPTimeout(std::function<void()> f) {
        return (void)f, listen_to_nothing();
    }
    [[nodiscard]] WiFiEventHandler onWiFiModeChange(std::function<void(const WiFiEventModeChange&)> f);

    /// What the core prints of itself: mode, channel, network.
    void printDiag(Print& dest);
    // No phone tells the network's name and password, and no router.
    bool beginWPSConfig() { return false; }
    bool beginSmartConfig() { return enableSTA(true); }
    bool stopSmartConfig() { return true; }
    bool smartConfigDone() { return false; }

    // Off, and on again as it was, with what `state` keeps
    bool shutdown(WiFiState& state) { return shutdown(state, 0); }
    bool shutdown(WiFiState& state, uint32_t sleepUs);
    /// False for a state that nothing was kept in.
    bool resumeFromShutdown(WiFiState& state);
    static bool shutdownValidCRC(const WiFiState& state);

    // A scan
    int8_t scanNetworks(bool async = false, bool show_hidden = false, uint8_t channel = 0, uint8_t* ssid = nullptr);
    /// Calls `onComplete` with the number of networks, from a call that lets time pass.
    void scanNetworksAsync(std::function<void(int)> onComplete, bool show_hidden = false);
    String SSID(uint8_t networkItem) const { return scan_.ssid(networkItem); }
    /// What the SDK knows of a network of the scan; nullptr if there is none of that number.
    const bss_info* getScanInfoByIndex(int i);
    uint8_t encryptionType(uint8_t networkItem);
    String BSSIDstr(uint8_t networkItem);
    bool isHidden(uint8_t networkItem) const;
    bool getNetworkInfo(uint8_t networkItem, String& ssid, uint8_t& encryptionType, int32_t& RSSI, uint8_t*& BSSID,
                        int32_t& channel, bool& isHidden);

    // An access point
    bool softAP(const char* ssid, const char* psk = nullptr, int channel = 1, int ssid_hidden = 0,
                int max_connection = 4, int beacon_interval = 100);
    bool softAP(const String& ssid, const String& psk = String(), int channel = 1, int ssid_hidden = 0,
                int max_connection = 4, int beacon_interval = 100);
    bool softAPConfig(IPAddress local_ip, IPAddress gateway, IPAddress subnet);
    bool softAPdisconnect(bool wifioff = false);
    /// Nobody asks it for an address.
    DhcpServer& softAPDhcpServer();
    uint8_t* softAPmacAddress(uint8_t* mac);
    String softAPmacAddress();

  private:
    WiFiEventHandler listen(std::function<void(oceanhil::machine::Station)> heard, bool is_last = false);
    WiFiEventHandler listen_to_nothing() {
        return listen([](oceanhil::machine::Station) {});
    }
    void leave();

    static inline bool is_persistent_ = false;
    WiFiMode_t mode_ = WIFI_OFF;
    WiFiSleepType_t sleep_ = WIFI_MODEM_SLEEP;
    uint8_t listen_interval_ = 0;
    WiFiMode_t mode_before_sleep_ = WIFI_OFF;
    WiFiPhyMode_t phy_mode_ = WIFI_PHY_MODE_11N;
    bss_info asked_ = {};
    bool connects_at_boot_ = false;
    bool has_left_ = true;
    String hostname_;
    std::vector<std::weak_ptr<WiFiEventHandlerOpaque>> mode_listeners_;
};

// Parts of it in the core; here it is one.
using ESP8266WiFiGenericClass = ESP8266WiFiClass;
using ESP8266WiFiSTAClass = ESP8266WiFiClass;
using ESP8266WiFiAPClass = ESP8266WiFiClass;
using ESP8266WiFiScanClass = ESP8266WiFiClass;

extern ESP8266WiFiClass WiFi;

#endif
