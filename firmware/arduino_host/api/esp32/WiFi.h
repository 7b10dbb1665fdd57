/// `WiFi` of arduino-esp32 3.x. Facts: libraries/WiFi/src/STA.cpp, WiFiSTA.cpp, WiFiGeneric.cpp, WiFiScan.cpp,
/// WiFiAP.cpp.
#ifndef WiFi_h
#define WiFi_h

#include "Arduino.h"
#include "Network.h"
#include "WiFiClient.h"
#include "WiFiServer.h"
#include "WiFiType.h"
#include "WiFiUdp.h"
#include "esp_wifi_types.h"
#include "oceanhil/wifi_common.h"
#include "oceanhil/wifi_events.h"
#include "oceanhil/wifi_interfaces.h"

namespace oceanhil {
class Wps;
struct Joiner;
}

class WiFiClass : public oceanhil::WifiCommon {
  public:
    STAClass STA;
    APClass AP;

    // The station
    wl_status_t begin(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0,
                      const uint8_t* bssid = nullptr, bool connect = true);
    wl_status_t begin(const String& ssid, const String& passphrase = String(), int32_t channel = 0,
                      const uint8_t* bssid = nullptr, bool connect = true);
    /// With what was joined before, in this boot.
    wl_status_t begin();
    /// WPA2-Enterprise. There is no such network: it is as with a wrong password.
    wl_status_t begin(const char* wpa2_ssid, wpa2_auth_method_t method, const char* wpa2_identity = nullptr,
                      const char* wpa2_username = nullptr, const char* wpa2_password = nullptr,
                      const char* ca_pem = nullptr, const char* client_crt = nullptr, const char* client_key = nullptr,
                      int ttls_phase2_type = -1, int32_t channel = 0, const uint8_t* bssid = nullptr,
                      bool connect = true);
    wl_status_t begin(const String& wpa2_ssid, wpa2_auth_method_t method, const String& wpa2_identity = String(),
                      const String& wpa2_username = String(), const String& wpa2_password = String());
    bool config(IPAddress local_ip, IPAddress gateway, IPAddress subnet, IPAddress dns1 = IPAddress(),
                IPAddress dns2 = IPAddress());
    bool config(IPAddress local_ip, IPAddress dns = IPAddress());
    bool setDNS(IPAddress dns1, IPAddress dns2 = IPAddress());
    bool reconnect();
    bool disconnect(bool wifioff = false, bool eraseap = false, unsigned long timeoutLength = 100);
    bool disconnectAsync(bool wifioff = false, bool eraseap = false) { return disconnect(wifioff, eraseap, 0); }
    bool eraseAP();
    bool isConnected() { return status() == WL_CONNECTED; }
    bool setAutoConnect(bool autoConnect) { return (void)autoConnect, false; }
    bool getAutoConnect() { return false; }
    // No phone tells the network's name and password, and no router.
    bool beginSmartConfig(smartconfig_type_t type = SC_TYPE_ESPTOUCH, char* crypt_key = nullptr);
    bool stopSmartConfig();
    bool smartConfigDone() { return false; }
    bool setAutoReconnect(bool autoReconnect);
    bool getAutoReconnect() { return oceanhil::Station::own().reconnects(); }
    uint8_t waitForConnectResult(unsigned long timeoutLength = 60000);
    void setMinSecurity(wifi_auth_mode_t minSecurity) { (void)minSecurity; }
    void setScanMethod(wifi_scan_method_t scanMethod) { (void)scanMethod; }
    void setSortMethod(wifi_sort_method_t sortMethod) { (void)sortMethod; }
    wl_status_t status();

    /// All zeros until the radio has a mode: the interface is not there before.
    uint8_t* macAddress(uint8_t* mac);
    String macAddress();
    IPAddress broadcastIP();
    IPAddress networkID();
    uint8_t subnetCIDR();
    String SSID() const;
    String psk() const;
    using WifiCommon::BSSID;
    String BSSIDstr();
    int8_t RSSI() { return isConnected() ? static_cast<int8_t>(oceanhil::air::kRssiDbm) : int8_t{0}; }
    using WifiCommon::RSSI;

    // The radio
    static bool mode(wifi_mode_t mode);
    static wifi_mode_t getMode();
    bool enableSTA(bool enable);
    bool enableAP(bool enable);
    void persistent(bool persistent) { (void)persistent; }
    bool setSleep(bool enabled) { return setSleep(enabled ? WIFI_PS_MIN_MODEM : WIFI_PS_NONE); }
    bool setSleep(wifi_ps_type_t sleepType);
    wifi_ps_type_t getSleep() { return sleep_; }
    bool setTxPower(wifi_power_t power);
    wifi_power_t getTxPower() { return power_; }
    const char* getHostname();
    bool setHostname(const char* hostname);
    bool hostname(const String& aHostname) { return setHostname(aHostname.c_str()); }

    bool bandwidth(wifi_bandwidth_t bandwidth) { return STA.bandwidth(bandwidth); }
    bool softAPbandwidth(wifi_bandwidth_t bandwidth) { return AP.bandwidth(bandwidth); }
    /// 1 to 13, and not while the station is in a network.
    int setChannel(uint8_t primary, int secondary = 0);
    /// These boards have one antenna, and the pins may be any: it is kept, and nothing is heard better.
    bool setDualAntennaConfig(uint8_t gpio_ant1, uint8_t gpio_ant2, wifi_rx_ant_t rx_mode, wifi_tx_ant_t tx_mode);

    /// There are addresses of four bytes only.
    bool enableIPv6(bool enable = true) { return (void)enable, false; }
    bool enableIpV6() { return enableIPv6(); }
    bool softAPenableIPv6(bool enable = true) { return (void)enable, false; }
    IPAddress linkLocalIPv6() { return IPAddress(IPv6); }
    IPAddress globalIPv6() { return IPAddress(IPv6); }
    IPAddress softAPlinkLocalIPv6() { return IPAddress(IPv6); }
    /// Told again, and nothing is another: there is one way to have buffers here.
    static void useStaticBuffers(bool bufferMode) { has_static_buffers_ = bufferMode; }
    static bool useStaticBuffers() { return has_static_buffers_; }
    bool enableLongRange(bool enable) { return (void)enable, true; }
    bool setBandMode(wifi_band_mode_t band_mode);
    wifi_band_mode_t getBandMode() { return WIFI_BAND_MODE_2G_ONLY; }
    /// What the core prints of itself: mode, channel, network.
    void printDiag(Print& dest);
    /// Its own from the moment that the radio has that mode.
    IPAddress softAPIP() const {
        return (mode_ & WIFI_MODE_AP) != 0 ? access_point_address() : IPAddress();
    }
    const char* softAPgetHostname() { return getHostname(); }
    bool softAPsetHostname(const char* hostname) { return setHostname(hostname); }
    IPAddress softAPBroadcastIP();
    IPAddress softAPNetworkID();
    IPAddress softAPSubnetMask() { return IPAddress(255, 255, 255, 0); }
    uint8_t softAPSubnetCIDR() { return 24; }

    // Events
    wifi_event_id_t onEvent(WiFiEventCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    wifi_event_id_t onEvent(WiFiEventFuncCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    wifi_event_id_t onEvent(WiFiEventSysCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    void removeEvent(WiFiEventCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    void removeEvent(WiFiEventSysCb cbEvent, arduino_event_id_t event = ARDUINO_EVENT_MAX);
    void removeEvent(wifi_event_id_t id) { events_.remove(id); }
    static const char* eventName(arduino_event_id_t id);
    static const char* disconnectReasonName(wifi_err_reason_t reason);

    // A scan: how long each channel is listened to does not show.
    void setScanTimeout(uint32_t ms) { (void)ms; }
    void setScanActiveMinTime(uint32_t ms) { (void)ms; }
    int16_t scanNetworks(bool async = false, bool show_hidden = false, bool passive = false,
                         uint32_t max_ms_per_chan = 300, uint8_t channel = 0, const char* ssid = nullptr,
                         const uint8_t* bssid = nullptr);
    bool getNetworkInfo(uint8_t networkItem, String& ssid, uint8_t& encryptionType, int32_t& RSSI, uint8_t*& BSSID,
                        int32_t& channel);
    String SSID(uint8_t networkItem) const { return scan_.ssid(networkItem); }
    wifi_auth_mode_t encryptionType(uint8_t networkItem);
    String BSSIDstr(uint8_t networkItem);

    /// How far away the access point is, by time: false, for no network here can tell, nor can an ESP32 ask.
    bool initiateFTM(uint8_t frm_count = 16, uint16_t burst_period = 2, uint8_t channel = 1,
                     const uint8_t* mac = nullptr) {
        return (void)frm_count, (void)burst_period, (void)channel, (void)mac, false;
    }

    // An access point
    bool softAP(const char* ssid, const char* passphrase = nullptr, int channel = 1, int ssid_hidden = 0,
                int max_connection = 4, bool ftm_responder = false, wifi_auth_mode_t auth_mode = WIFI_AUTH_WPA2_PSK,
                wifi_cipher_type_t cipher = WIFI_CIPHER_TYPE_CCMP);
    bool softAP(const String& ssid, const String& passphrase = String(), int channel = 1, int ssid_hidden = 0,
                int max_connection = 4, bool ftm_responder = false, wifi_auth_mode_t auth_mode = WIFI_AUTH_WPA2_PSK,
                wifi_cipher_type_t cipher = WIFI_CIPHER_TYPE_CCMP);
    bool softAPConfig(IPAddress local_ip, IPAddress gateway, IPAddress subnet, IPAddress dhcp_lease_start = IPAddress(),
                      IPAddress dns = IPAddress());
    bool softAPdisconnect(bool wifioff = false);
    uint8_t* softAPmacAddress(uint8_t* mac);
    String softAPmacAddress();

  private:
    // What joins networks by other ways than `begin`.
    friend struct oceanhil::Joiner;
    friend class WiFiMulti;
    static inline bool has_static_buffers_ = false;
    friend class oceanhil::Wps;
    void start();
    bool change_mode(wifi_mode_t mode);
    void tell_scan();
    /// Begins to join, whatever was under way.
    void join(const char* ssid, const char* passphrase);
    bool join_again();
    void note_attempt();
    bool tries_for(bool is_silent_for_long) const;
    /// The driver looks for a network or talks with it, and takes no other until that has ended.
    bool is_connecting() const { return tries_for(false); }
    /// In a network, though maybe without an address yet.
    bool is_let_in() { return isConnected() || tries_for(true); }
    void leave_and_wait();

    oceanhil::WifiEvents events_;
    wifi_mode_t mode_ = WIFI_MODE_NULL;
    wifi_ps_type_t sleep_ = WIFI_PS_MIN_MODEM;
    wifi_power_t power_ = WIFI_POWER_19_5dBm;
    String hostname_;
    bool is_listening_ = false;
    bool has_left_ = false;
    // An attempt was begun, and not ended by the sketch; since when the last one goes on.
    bool is_trying_ = false;
    uint64_t attempt_us_ = 0;
};

// Parts of it in the core; here it is one.
using WiFiGenericClass = WiFiClass;
using WiFiSTAClass = WiFiClass;
using WiFiAPClass = WiFiClass;
using WiFiScanClass = WiFiClass;

extern WiFiClass WiFi;

#endif
