/// `WiFiUDP` is another name since arduino-esp32 3.0.
#ifndef OCEANHIL_WIFI_UDP_H
#define OCEANHIL_WIFI_UDP_H

#include "NetworkUdp.h"

typedef NetworkUDP WiFiUDP;

#endif
