/// An address of this core's lwIP, which knows both kinds.
#ifndef OCEANHIL_LWIP_ADDRESS_H
#define OCEANHIL_LWIP_ADDRESS_H

#include <stdint.h>

enum lwip_ip_addr_type { IPADDR_TYPE_V4 = 0, IPADDR_TYPE_V6 = 6, IPADDR_TYPE_ANY = 46 };

typedef struct ip4_addr {
    uint32_t addr;
} ip4_addr_t;

typedef struct ip6_addr {
    uint32_t addr[4];
    uint8_t zone;
} ip6_addr_t;

typedef struct ip_addr {
    union {
        ip6_addr_t ip6;
        ip4_addr_t ip4;
    } u_addr;
    uint8_t type;
} ip_addr_t;

#endif
