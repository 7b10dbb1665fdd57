/// Addresses under the names of other systems (src/include/lwip/inet.h of lwIP 2), as far as lwIP's own are behind them.
#ifndef OCEANHIL_LWIP_INET_H
#define OCEANHIL_LWIP_INET_H

#include "lwip/def.h"
#include "lwip/ip_addr.h"

#endif
