/// What stands for an address of IPv6 (src/include/lwip/ip6_addr.h of lwIP 2). Nobody has one here.
#ifndef OCEANHIL_LWIP_IP6_ADDR_H
#define OCEANHIL_LWIP_IP6_ADDR_H

#include "lwip/def.h"
#include "oceanhil/lwip_address.h"

#if LWIP_IPV6
#define ip6_addr_set_zero(address) \
    ((address)->addr[0] = (address)->addr[1] = (address)->addr[2] = (address)->addr[3] = 0, (address)->zone = 0)
#define ip6_addr_copy(to, from) ((to) = (from))
#define IPADDR6_INIT(a, b, c, d) {{{{a, b, c, d}, 0}}, IPADDR_TYPE_V6}
#endif

#endif
