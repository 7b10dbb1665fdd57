/// Addresses under the names of other systems (src/include/lwip/inet.h of lwIP 2), as far as lwIP's own are behind them.
#ifndef OCEANHIL_LWIP_INET_H
#define OCEANHIL_LWIP_INET_H

#include "lwip/def.h"
#include "lwip/ip_addr.h"

typedef u32_t in_addr_t;

struct in_addr {
    in_addr_t s_addr;
};

// On the others these names are addresses of Arduino's own.
#if defined(ESP32)
#undef INADDR_ANY
#define INADDR_ANY IPADDR_ANY
#define INADDR_LOOPBACK IPADDR_LOOPBACK
#define INADDR_BROADCAST IPADDR_BROADCAST
#endif

#define inet_addr_from_ip4addr(target, source) ((target)->s_addr = (source)->addr)
#define inet_addr_to_ip4addr(target, source) ((target)->addr = (source)->s_addr)
#define inet_addr(text) ipaddr_addr(text)
#define inet_aton(text, address) ip4addr_aton(text, (ip4_addr_t*)(address))
#define inet_ntoa(address) ip4addr_ntoa((const ip4_addr_t*)&(address))
#define inet_ntoa_r(address, text, room) ip4addr_ntoa_r((const ip4_addr_t*)&(address), text, room)

#endif
