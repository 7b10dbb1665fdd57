/// `WiFi.STA` and `WiFi.AP` of arduino-esp32 3.x, which do what `WiFi` does. Facts: STAClass and APClass in
/// libraries/WiFi/src/WiFiSTA.h, WiFiAP.h, STA.cpp and AP.cpp.
#ifndef OCEANHIL_WIFI_INTERFACES_H
#define OCEANHIL_WIFI_INTERFACES_H

#include <NetworkInterface.h>

typedef enum { WPA2_AUTH_TLS = 0, WPA2_AUTH_PEAP = 1, WPA2_AUTH_TTLS = 2 } wpa2_auth_method_t;

class STAClass : public NetworkInterface {
  public:
    bool begin(bool tryConnect = false);
    bool end();
    bool bandwidth(wifi_bandwidth_t bandwidth);
    bool connect();
    bool connect(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0,
                 const uint8_t* bssid = nullptr, bool connect = true);
    bool connect(const char* wpa2_ssid, wpa2_auth_method_t method, const char* wpa2_identity = nullptr,
                 const char* wpa2_username = nullptr, const char* wpa2_password = nullptr, const char* ca_pem = nullptr,
                 const char* client_crt = nullptr, const char* client_key = nullptr, int ttls_phase2_type = -1,
                 int32_t channel = 0, const uint8_t* bssid = nullptr, bool connect = true);
    bool disconnect(bool eraseap = false, unsigned long timeout = 0);
    bool reconnect();
    bool erase();
    uint8_t waitForConnectResult(unsigned long timeoutLength = 60000);
    bool setAutoReconnect(bool autoReconnect);
    bool getAutoReconnect();
    void setMinSecurity(wifi_auth_mode_t minSecurity) { (void)minSecurity; }
    void setScanMethod(wifi_scan_method_t scanMethod) { (void)scanMethod; }
    void setSortMethod(wifi_sort_method_t sortMethod) { (void)sortMethod; }
    wl_status_t status();
    String SSID() const;
    String psk() const;
    uint8_t* BSSID(uint8_t* bssid = nullptr);
    String BSSIDstr();
    int8_t RSSI();
    const char* disconnectReasonName(wifi_err_reason_t reason);

    bool config(IPAddress local_ip = IPAddress(), IPAddress gateway = IPAddress(), IPAddress subnet = IPAddress(),
                IPAddress dns1 = IPAddress(), IPAddress dns2 = IPAddress(), IPAddress dns3 = IPAddress()) override;
    bool dnsIP(uint8_t dns_no, IPAddress ip) override;
    IPAddress dnsIP(uint8_t dns_no = 0) const override;
    String impl_name() const override { return netif() == nullptr ? String() : String("st1"); }
    int impl_index() const override { return netif() == nullptr ? -1 : 1; }
    esp_netif_t* netif() const override { return esp_netif_get_handle_from_ifkey("WIFI_STA_DEF"); }
    int getStatusBits() const override;

  protected:
    int priority() const override { return 100; }
    size_t printDriverInfo(Print& out) const override;

  private:
    bool is_static_ = false;
};

class APClass : public NetworkInterface {
  public:
    bool begin();
    bool end();
    /// False without a name, and with a password of less than eight letters.
    bool create(const char* ssid, const char* passphrase = nullptr, int channel = 1, int ssid_hidden = 0,
                int max_connection = 4, bool ftm_responder = false,
                wifi_auth_mode_t auth_mode = WIFI_AUTH_WPA2_PSK);
    bool clear();
    bool bandwidth(wifi_bandwidth_t bandwidth);
    /// Nobody is behind it whose packets could be passed on.
    bool enableNAPT(bool enable = true) { return (void)enable, started(); }
    bool enableDhcpCaptivePortal() { return started(); }
    String SSID() const;
    uint8_t stationCount() { return 0; }

    bool config(IPAddress local_ip = IPAddress(), IPAddress gateway = IPAddress(), IPAddress subnet = IPAddress(),
                IPAddress dhcp_lease_start = IPAddress(), IPAddress dns = IPAddress(),
                IPAddress unused = IPAddress()) override;
    bool dnsIP(uint8_t dns_no, IPAddress ip) override { return (void)ip, netif() != nullptr && dns_no == 0; }
    IPAddress dnsIP(uint8_t dns_no = 0) const override { return (void)dns_no, IPAddress(); }
    String impl_name() const override { return netif() == nullptr ? String() : String("ap2"); }
    int impl_index() const override { return netif() == nullptr ? -1 : 2; }
    esp_netif_t* netif() const override { return esp_netif_get_handle_from_ifkey("WIFI_AP_DEF"); }
    /// Started, and no more: no station ever joins.
    int getStatusBits() const override { return netif() == nullptr ? 0 : ESP_NETIF_STARTED_BIT; }

  protected:
    int priority() const override { return 10; }
    bool serves_addresses() const override { return true; }
    size_t printDriverInfo(Print& out) const override;
};

#endif
