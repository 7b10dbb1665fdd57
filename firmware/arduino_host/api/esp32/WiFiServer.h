/// `WiFiServer` is another name since arduino-esp32 3.0.
#ifndef OCEANHIL_WIFI_SERVER_H
#define OCEANHIL_WIFI_SERVER_H

#include "NetworkServer.h"

typedef NetworkServer WiFiServer;

#endif
