/// Addresses under the names of other systems (src/include/lwip/inet.h of lwIP 2), as far as lwIP's own are behind them.
#ifndef OCEANHIL_LWIP_INET_H
#define OCEANHIL_LWIP_INET_H

#include "lwip/def.h"
#include "lwip/ip_addr.h"

// On the others these names are addresses of Arduino's own.
#if defined(ESP32)
#undef INADDR_ANY
#define INADDR_ANY IPADDR_ANY
#define INADDR_BROADCAST IPADDR_BROADCAST
#endif

#endif
