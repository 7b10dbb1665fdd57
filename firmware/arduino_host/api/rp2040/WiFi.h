/// `WiFi` of arduino-pico. Facts: libraries/WiFi/src/WiFiClass.cpp, libraries/lwIP_CYW43/src/utility/CYW43shim.cpp.
#ifndef OCEANHIL_WIFI_H
#define OCEANHIL_WIFI_H

#include "Arduino.h"
#include "FS.h"
#include "Updater.h"
#include "WiFiClient.h"
#include "WiFiClientSecure.h"
#include "WiFiNTP.h"
#include "WiFiServer.h"
#include "WiFiServerSecure.h"
#include "WiFiUdp.h"
#include "lwip/opt.h"
#include "oceanhil/wifi_common.h"
#include "pico/version.h"

#define WL_SSID_MAX_LENGTH 32
#define WL_WPA_KEY_MAX_LENGTH 63
#define WL_MAC_ADDR_LENGTH 6

typedef enum {
    WL_NO_SHIELD = 255,
    WL_NO_MODULE = WL_NO_SHIELD,
    WL_IDLE_STATUS = 0,
    WL_NO_SSID_AVAIL,
    WL_SCAN_COMPLETED,
    WL_CONNECTED,
    WL_CONNECT_FAILED,
    WL_CONNECTION_LOST,
    WL_DISCONNECTED,
    WL_AP_LISTENING,
    WL_AP_CONNECTED,
    WL_AP_FAILED
} wl_status_t;

typedef enum {
    WL_PING_DEST_UNREACHABLE = -1,
    WL_PING_TIMEOUT = -2,
    WL_PING_UNKNOWN_HOST = -3,
    WL_PING_ERROR = -4
} wl_ping_result_t;

enum wl_enc_type {
    ENC_TYPE_WEP = 5,
    ENC_TYPE_TKIP = 2,
    ENC_TYPE_WPA = ENC_TYPE_TKIP,
    ENC_TYPE_CCMP = 4,
    ENC_TYPE_WPA2 = ENC_TYPE_CCMP,
    ENC_TYPE_GCMP = 6,
    ENC_TYPE_WPA3 = ENC_TYPE_GCMP,
    ENC_TYPE_NONE = 7,
    ENC_TYPE_AUTO = 8,
    ENC_TYPE_UNKNOWN = 255
};

typedef enum { WIFI_OFF = 0, WIFI_STA = 1, WIFI_AP = 2, WIFI_AP_STA = 3 } WiFiMode_t;

class WiFiClass : public oceanhil::WifiCommon {
  public:
    // The station. `begin` waits until it is in a network, or for its time-out; then it does not go on trying.
    int begin(const char* ssid) { return begin(ssid, nullptr); }
    int begin(const char* ssid, const char* passphrase, const uint8_t* bssid = nullptr);
    int begin(const String& ssid, const String& passphrase) { return begin(ssid.c_str(), passphrase.c_str()); }
    int beginNoBlock(const char* ssid) { return beginNoBlock(ssid, nullptr); }
    int beginNoBlock(const char* ssid, const char* passphrase, const uint8_t* bssid = nullptr);
    int beginBSSID(const char* ssid, const uint8_t* bssid) { return begin(ssid, nullptr, bssid); }
    bool connected();
    bool isConnected() { return connected(); }
    /// -1 if it has not come to an end by then.
    int8_t waitForConnectResult(unsigned long timeoutLength = 60000);
    int disconnect(bool wifi_off = false);
    void end();
    uint8_t status();
    uint8_t reasonCode() { return WL_NO_SHIELD; }
    void setTimeout(unsigned long timeout) { timeout_ms_ = timeout; }
    void persistent(bool unused) { (void)unused; }

    void config(IPAddress local_ip);
    void config(IPAddress local_ip, IPAddress dns_server);
    void config(IPAddress local_ip, IPAddress dns_server, IPAddress gateway);
    void config(IPAddress local_ip, IPAddress dns_server, IPAddress gateway, IPAddress subnet);
    void setDNS(IPAddress dns_server1) { setDNS(dns_server1, IPAddress()); }
    void setDNS(IPAddress dns_server1, IPAddress dns_server2);
    void setHostname(const char* name) { hostname_ = name; }
    void hostname(const char* name) { setHostname(name); }
    const char* getHostname() { return hostname_.c_str(); }

    uint8_t* macAddress(uint8_t* mac);
    String macAddress();
    const String& SSID() { return oceanhil::Station::own().ssid(); }
    using WifiCommon::BSSID;
    uint8_t* BSSID(uint8_t networkItem, uint8_t* bssid);
    int32_t RSSI() { return connected() ? oceanhil::air::kRssiDbm : 0; }
    using WifiCommon::RSSI;
    uint8_t encryptionType();

    // The radio
    void mode(WiFiMode_t m);
    WiFiMode_t getMode() { return mode_; }
    void lowPowerMode() {}
    void aggressiveLowPowerMode() {}
    void defaultLowPowerMode() {}
    void noLowPowerMode() {}
    /// That of pico-sdk, for the radio does not tell its own.
    static const char* firmwareVersion() { return PICO_SDK_VERSION_STRING; }
    void feedWatchdog() {}

    /// Nobody answers a ping: -1 when the time of `setTimeout` is over, WL_PING_UNKNOWN_HOST at once.
    int ping(const char* hostname, uint8_t ttl = 128);
    int ping(const String& hostname, uint8_t ttl = 128) { return ping(hostname.c_str(), ttl); }
    int ping(IPAddress host, uint8_t ttl = 128);
    unsigned long getTime();

    // A scan
    int8_t scanNetworks(bool async = false) { return static_cast<int8_t>(scan_.begin(async)); }
    const char* SSID(uint8_t networkItem);
    uint8_t encryptionType(uint8_t networkItem);

    // An access point
    uint8_t beginAP(const char* ssid) { return beginAP(ssid, nullptr); }
    uint8_t beginAP(const char* ssid, uint8_t channel) { return beginAP(ssid, nullptr, channel); }
    uint8_t beginAP(const char* ssid, const char* passphrase, uint8_t channel = 0);
    bool softAP(const char* ssid, const char* psk = nullptr, int channel = 1, int ssid_hidden = 0,
                int max_connection = 4);
    bool softAP(const String& ssid, const String& psk = String(), int channel = 1, int ssid_hidden = 0,
                int max_connection = 4);
    bool softAPConfig(IPAddress local_ip, IPAddress gateway, IPAddress subnet);
    bool softAPdisconnect(bool wifioff = false);
    /// False where there is none; the station stays as it is.
    bool disconnectAP();
    uint8_t* softAPmacAddress(uint8_t* mac);
    String softAPmacAddress();

  private:
    bool start(const char* ssid, const char* passphrase);

    bool is_only_access_point() const;

    WiFiMode_t mode_ = WIFI_OFF;
    // The station's side of the radio is on; and it is in a network or on its way there.
    bool has_station_ = false;
    bool is_started_ = false;
    // The last `begin` found no network, or none that took it.
    bool has_failed_ = false;
    bool is_own_address_ = false;
    unsigned long timeout_ms_ = 15000;
    String hostname_ = "PicoW";
    String scanned_;
};

extern WiFiClass WiFi;

#include "WiFiMulti.h"

#endif
