/// Packets (src/include/lwip/ip.h of lwIP 2): their heads, and what comes with them there.
#ifndef OCEANHIL_LWIP_IP_H
#define OCEANHIL_LWIP_IP_H

#include "lwip/def.h"
#include "lwip/err.h"
#include "lwip/ip4.h"
#include "lwip/ip_addr.h"
#include "lwip/mem.h"
#include "lwip/pbuf.h"

#endif
