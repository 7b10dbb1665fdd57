/// What this core's lwIP calls the interfaces of `WiFi`: tools/sdk/lwip2/builder/glue-lwip of esp8266/Arduino 3.1.
#ifndef OCEANHIL_NETIF_NAMES_H
#define OCEANHIL_NETIF_NAMES_H

#include <ESP8266WiFi.h>

#include "oceanhil/netif_name.h"

namespace oceanhil {

constexpr NetifName kStationNetif = {"st", 0};
constexpr NetifName kAccessPointNetif = {"ap", 1};

}  // namespace oceanhil

#endif
