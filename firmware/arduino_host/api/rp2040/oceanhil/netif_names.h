/// What this core's lwIP calls the interfaces of `WiFi`: libraries/lwIP_Ethernet/src/LwipIntfDev.h of arduino-pico 5.x.
#ifndef OCEANHIL_NETIF_NAMES_H
#define OCEANHIL_NETIF_NAMES_H

#include <WiFi.h>

namespace oceanhil {

/// Two letters, without the number, which stands behind them.
struct NetifName {
    char letters[3];
    uint8_t number;
};

constexpr NetifName kStationNetif = {"e0", 0};
constexpr NetifName kAccessPointNetif = {"e1", 1};

}  // namespace oceanhil

#endif
