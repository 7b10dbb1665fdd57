/// `ESP8266WiFiMulti`. Facts: libraries/ESP8266WiFi/src/ESP8266WiFiMulti.cpp.
#ifndef WIFI_CLIENT_MULTI_H_
#define WIFI_CLIENT_MULTI_H_

#include "ESP8266WiFi.h"
#include "oceanhil/known_networks.h"

#define WIFI_CONNECT_TIMEOUT_MS 5000
#define WIFI_SCAN_TIMEOUT_MS 5000

class ESP8266WiFiMulti : public oceanhil::KnownNetworks {
  public:
    bool existsAP(const char* ssid, const char* passphrase = nullptr) const { return knows(ssid, passphrase); }
    void cleanAPlist() { networks_.clear(); }
    int count() const { return static_cast<int>(networks_.size()); }
    /// Joins a known network unless the station is in one; WL_CONNECT_FAILED or WL_NO_SSID_AVAIL if that fails.
    wl_status_t run(uint32_t connectTimeoutMs = WIFI_CONNECT_TIMEOUT_MS);
};

#endif
