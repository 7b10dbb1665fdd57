/// What this core's lwIP calls the interfaces of `WiFi`: components/esp_netif/lwip/netif/wlanif.c of ESP-IDF 5.5.1.
#ifndef OCEANHIL_NETIF_NAMES_H
#define OCEANHIL_NETIF_NAMES_H

#include <WiFi.h>

#include "oceanhil/netif_name.h"

namespace oceanhil {

constexpr NetifName kStationNetif = {"st", 1};
constexpr NetifName kAccessPointNetif = {"ap", 2};

}  // namespace oceanhil

#endif
