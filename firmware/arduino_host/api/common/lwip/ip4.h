/// Packets of IPv4 (src/include/lwip/ip4.h of lwIP 2): their head. What routes and receives packets is missing.
#ifndef OCEANHIL_LWIP_IP4_H
#define OCEANHIL_LWIP_IP4_H

#include "lwip/def.h"
#include "lwip/ip4_addr.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"

#endif
