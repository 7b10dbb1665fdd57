/// `WiFiClientSecure` is another name since arduino-esp32 3.0.
#ifndef OCEANHIL_WIFI_CLIENT_SECURE_H
#define OCEANHIL_WIFI_CLIENT_SECURE_H

#include "NetworkClientSecure.h"
#include "WiFiClient.h"

typedef NetworkClientSecure WiFiClientSecure;

#endif
