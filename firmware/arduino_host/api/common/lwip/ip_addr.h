/// Addresses of either kind (src/include/lwip/ip_addr.h of lwIP 2).
#ifndef OCEANHIL_LWIP_IP_ADDR_H
#define OCEANHIL_LWIP_IP_ADDR_H

#include "lwip/ip4_addr.h"
#include "lwip/ip6_addr.h"

#if LWIP_IPV6
#define IPADDR4_INIT(number) {{{{number, 0, 0, 0}, 0}}, IPADDR_TYPE_V4}
#define IP_IS_V4(address) ((address) == NULL || (address)->type == IPADDR_TYPE_V4)
#define IP_IS_V6(address) ((address) != NULL && (address)->type == IPADDR_TYPE_V6)
#define ip_2_ip4(address) (&(address)->u_addr.ip4)
#define ip_2_ip6(address) (&(address)->u_addr.ip6)
#define ip_addr_set_ip4_u32(address, number) \
    ((address)->u_addr.ip4.addr = (number), (address)->type = IPADDR_TYPE_V4)
#define IP_ADDR4(address, a, b, c, d)                     \
    do {                                                  \
        IP4_ADDR(&(address)->u_addr.ip4, (a), (b), (c), (d)); \
        (address)->type = IPADDR_TYPE_V4;                 \
    } while (0)
#define ip_addr_isany(address) ((address) == NULL || (address)->u_addr.ip4.addr == 0)
#else
#define IPADDR4_INIT(number) {number}
#define IP_IS_V4(address) 1
#define IP_IS_V6(address) 0
#define ip_2_ip4(address) (address)
#define ip_addr_set_ip4_u32(address, number) ((address)->addr = (number))
#define IP_ADDR4(address, a, b, c, d) IP4_ADDR(address, a, b, c, d)
#define ip_addr_isany(address) ip4_addr_isany(address)
#endif
#define IPADDR4_INIT_BYTES(a, b, c, d) IPADDR4_INIT(PP_HTONL(LWIP_MAKEU32(a, b, c, d)))
#define ip_addr_get_ip4_u32(address) (ip_2_ip4(address)->addr)
#define ip_addr_copy(to, from) ((to) = (from))
#define ip_addr_ismulticast(address) ip4_addr_ismulticast(ip_2_ip4(address))
#define ip_addr_cmp(one, other) (ip_2_ip4(one)->addr == ip_2_ip4(other)->addr)

#define ipaddr_ntoa(address) ip4addr_ntoa(ip_2_ip4(address))
#define ipaddr_ntoa_r(address, text, room) ip4addr_ntoa_r(ip_2_ip4(address), text, room)

#ifdef __cplusplus
extern "C" {
#endif

int ipaddr_aton(const char* text, ip_addr_t* address);
extern const ip_addr_t ip_addr_any;
extern const ip_addr_t ip_addr_broadcast;

#ifdef __cplusplus
}
#endif

#define IP_ADDR_ANY (&ip_addr_any)
#define IP4_ADDR_ANY (&ip_addr_any)
#define IP_ANY_TYPE (&ip_addr_any)
#define IP_ADDR_BROADCAST (&ip_addr_broadcast)
#define IP4_ADDR_ANY4 (ip_2_ip4(&ip_addr_any))

#endif
