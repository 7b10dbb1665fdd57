/// Sockets of lwIP, which this core's is built without (LWIP_SOCKET is 0 in its lwipopts.h): the header is there, and
/// what it would declare is not.
#ifndef OCEANHIL_LWIP_SOCKETS_H
#define OCEANHIL_LWIP_SOCKETS_H

#include "lwip/err.h"
#include "lwip/inet.h"
#include "lwip/ip_addr.h"
#include "lwip/opt.h"

#endif
