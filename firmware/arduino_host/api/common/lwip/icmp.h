/// Messages about the network (src/include/lwip/icmp.h of lwIP 2): the heads of those that ask for an echo.
#ifndef OCEANHIL_LWIP_ICMP_H
#define OCEANHIL_LWIP_ICMP_H

#include "lwip/def.h"
#include "lwip/prot/icmp.h"

#endif
