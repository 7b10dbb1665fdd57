/// An address of this core's lwIP, which is built without IPv6.
#ifndef OCEANHIL_LWIP_ADDRESS_H
#define OCEANHIL_LWIP_ADDRESS_H

#include <stdint.h>

#define IPADDR_TYPE_V4 0U
#define IPADDR_TYPE_ANY 46U

typedef struct ip4_addr {
    uint32_t addr;
} ip4_addr_t;
typedef ip4_addr_t ip_addr_t;

#endif
