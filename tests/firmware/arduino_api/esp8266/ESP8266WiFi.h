// Stand-in: signatures only. https://arduino-esp8266.readthedocs.io/en/latest/esp8266wifi/readme.html
#pragma once

#include "Arduino.h"
#include "WiFiClient.h"
#include "WiFiUdp.h"

typedef enum WiFiMode { WIFI_OFF = 0, WIFI_STA = 1, WIFI_AP = 2, WIFI_AP_STA = 3 } WiFiMode_t;

typedef enum {
    WL_NO_SHIELD = 255,
    WL_IDLE_STATUS = 0,
    WL_NO_SSID_AVAIL = 1,
    WL_CONNECTED = 3,
    WL_CONNECT_FAILED = 4,
    WL_WRONG_PASSWORD = 6,
    WL_DISCONNECTED = 7
} wl_status_t;

class ESP8266WiFiClass {
  public:
    static void persistent(bool persistent);
    bool mode(WiFiMode_t mode);
    wl_status_t begin(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0,
                      const uint8_t* bssid = nullptr, bool connect = true);
    wl_status_t status();
    bool disconnect(bool wifioff = false);
    IPAddress localIP();
    uint8_t* macAddress(uint8_t* mac);
};

extern ESP8266WiFiClass WiFi;
