/// What this core's lwIP calls the interfaces of `WiFi`: libraries/lwIP_Ethernet/src/LwipIntfDev.h of arduino-pico 5.x.
#ifndef OCEANHIL_NETIF_NAMES_H
#define OCEANHIL_NETIF_NAMES_H

#include <WiFi.h>

#include "oceanhil/netif_name.h"

namespace oceanhil {

constexpr NetifName kStationNetif = {"e0", 0};
constexpr NetifName kAccessPointNetif = {"e1", 1};

}  // namespace oceanhil

#endif
