// Stand-in: signatures only. https://arduino-pico.readthedocs.io/en/latest/wifi.html
#pragma once

#include "Arduino.h"
#include "WiFiClient.h"
#include "WiFiUdp.h"

typedef enum { WIFI_OFF = 0, WIFI_STA = 1, WIFI_AP = 2, WIFI_AP_STA = 3 } WiFiMode_t;

typedef enum {
    WL_NO_SHIELD = 255,
    WL_IDLE_STATUS = 0,
    WL_NO_SSID_AVAIL = 1,
    WL_CONNECTED = 3,
    WL_CONNECT_FAILED = 4,
    WL_DISCONNECTED = 6
} wl_status_t;

class WiFiClass {
  public:
    void mode(WiFiMode_t mode);
    int begin(const char* ssid, const char* passphrase, const uint8_t* bssid = nullptr);
    uint8_t status();
    void setTimeout(unsigned long timeout_ms);
    int disconnect(bool wifi_off = false);
    uint8_t* macAddress(uint8_t* mac);
    IPAddress localIP();
};

extern WiFiClass WiFi;
