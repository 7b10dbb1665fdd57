/// What this core's lwIP calls the interfaces of `WiFi`: tools/sdk/lwip2/builder/glue-lwip of esp8266/Arduino 3.1.
#ifndef OCEANHIL_NETIF_NAMES_H
#define OCEANHIL_NETIF_NAMES_H

#include <ESP8266WiFi.h>

namespace oceanhil {

/// Two letters, without the number, which stands behind them.
struct NetifName {
    char letters[3];
    uint8_t number;
};

constexpr NetifName kStationNetif = {"st", 0};
constexpr NetifName kAccessPointNetif = {"ap", 1};

}  // namespace oceanhil

#endif
