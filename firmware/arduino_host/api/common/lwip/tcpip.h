/// The thread of lwIP (src/include/lwip/tcpip.h of lwIP 2). Tasks are switched in calls that let time pass alone, so its
/// core needs no lock.
#ifndef OCEANHIL_LWIP_TCPIP_H
#define OCEANHIL_LWIP_TCPIP_H

#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "lwip/pbuf.h"

#define LOCK_TCPIP_CORE() ((void)0)
#define UNLOCK_TCPIP_CORE() ((void)0)

#endif
