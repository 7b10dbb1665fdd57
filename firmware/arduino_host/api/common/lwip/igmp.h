/// Groups of lwIP (src/include/lwip/igmp.h of lwIP 2). Whoever joins one is told that it has; nobody else is in any.
#ifndef OCEANHIL_LWIP_IGMP_H
#define OCEANHIL_LWIP_IGMP_H

#include "lwip/err.h"
#include "lwip/ip4_addr.h"

static inline err_t igmp_joingroup(const ip4_addr_t* ifaddr, const ip4_addr_t* groupaddr) {
    (void)ifaddr;
    return ip4_addr_ismulticast(groupaddr) ? ERR_OK : ERR_VAL;
}

static inline err_t igmp_leavegroup(const ip4_addr_t* ifaddr, const ip4_addr_t* groupaddr) {
    return igmp_joingroup(ifaddr, groupaddr);
}

#endif
