/// `WiFiClient` is another name since arduino-esp32 3.0.
#ifndef OCEANHIL_WIFI_CLIENT_H
#define OCEANHIL_WIFI_CLIENT_H

#include "NetworkClient.h"

typedef NetworkClient WiFiClient;

#endif
