/// An address of this core's lwIP, which is built without IPv6.
#ifndef OCEANHIL_LWIP_ADDRESS_H
#define OCEANHIL_LWIP_ADDRESS_H

#include "ip_addr.h"

#define IPADDR_TYPE_V4 0U
#define IPADDR_TYPE_ANY 46U

#endif
