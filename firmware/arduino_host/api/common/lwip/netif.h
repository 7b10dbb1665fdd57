/// Interfaces of lwIP (src/include/lwip/netif.h of lwIP 2): here they have a name and nothing else.
#ifndef OCEANHIL_LWIP_NETIF_H
#define OCEANHIL_LWIP_NETIF_H

#include "lwip/def.h"
#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "lwip/pbuf.h"

#define NETIF_MAX_HWADDR_LEN 6U

struct netif;

#endif
