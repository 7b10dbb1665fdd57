/// `WiFiClientSecure` is another name since arduino-esp32 3.0.
#ifndef OCEANHIL_WIFI_CLIENT_SECURE_H
#define OCEANHIL_WIFI_CLIENT_SECURE_H

#include <esp_arduino_version.h>

#include "NetworkClientSecure.h"
#include "WiFiClient.h"
#if ESP_ARDUINO_VERSION_MAJOR < 3
// There a sketch that includes this, or HTTPClient.h or HTTPUpdate.h, has WiFi.
#include <WiFi.h>
#endif

typedef NetworkClientSecure WiFiClientSecure;

#endif
