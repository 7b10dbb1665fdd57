// Stand-in: signatures only. https://docs.espressif.com/projects/arduino-esp32/en/latest/api/wifi.html
#pragma once

#include "Arduino.h"
#include "WiFiClient.h"
#include "WiFiUdp.h"

typedef enum { WIFI_MODE_NULL = 0, WIFI_MODE_STA, WIFI_MODE_AP, WIFI_MODE_APSTA } wifi_mode_t;
#define WIFI_STA WIFI_MODE_STA

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
    static void persistent(bool persistent);
    static bool mode(wifi_mode_t mode);
    wl_status_t begin(const char* ssid, const char* passphrase = nullptr, int32_t channel = 0,
                      const uint8_t* bssid = nullptr, bool connect = true);
    static wl_status_t status();
    bool disconnect(bool wifioff = false, bool eraseap = false, unsigned long timeoutLength = 100);
    IPAddress localIP() const;
};

extern WiFiClass WiFi;
