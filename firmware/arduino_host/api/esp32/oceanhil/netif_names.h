/// What this core's lwIP calls the interfaces of `WiFi`: components/esp_netif/lwip/netif/wlanif.c of ESP-IDF 5.5.1.
#ifndef OCEANHIL_NETIF_NAMES_H
#define OCEANHIL_NETIF_NAMES_H

#include <WiFi.h>

namespace oceanhil {

/// Two letters, without the number, which stands behind them.
struct NetifName {
    char letters[3];
    uint8_t number;
};

constexpr NetifName kStationNetif = {"st", 1};
constexpr NetifName kAccessPointNetif = {"ap", 2};

}  // namespace oceanhil

#endif
