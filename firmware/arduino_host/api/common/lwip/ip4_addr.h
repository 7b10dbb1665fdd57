/// Addresses of IPv4 (src/include/lwip/ip4_addr.h of lwIP 2): four bytes, the first lowest.
#ifndef OCEANHIL_LWIP_IP4_ADDR_H
#define OCEANHIL_LWIP_IP4_ADDR_H

#include "lwip/def.h"
#include "oceanhil/lwip_address.h"

#define IPADDR_NONE ((u32_t)0xFFFFFFFFUL)
#define IPADDR_ANY ((u32_t)0x00000000UL)
#define IPADDR_BROADCAST ((u32_t)0xFFFFFFFFUL)
#define IPADDR_LOOPBACK ((u32_t)0x7F000001UL)

#define LWIP_MAKEU32(a, b, c, d) ((u32_t)(a) << 24 | (u32_t)(b) << 16 | (u32_t)(c) << 8 | (u32_t)(d))
#ifndef IP4_ADDR
#define IP4_ADDR(address, a, b, c, d) \
    (address)->addr = (u32_t)((a)&0xFF) | (u32_t)((b)&0xFF) << 8 | (u32_t)((c)&0xFF) << 16 | (u32_t)((d)&0xFF) << 24
#endif

#define ip4_addr_copy(to, from) ((to).addr = (from).addr)
#define ip4_addr_set_zero(address) ((address)->addr = 0)
#define ip4_addr_set_any(address) ((address)->addr = IPADDR_ANY)
#define ip4_addr_set_u32(address, number) ((address)->addr = (number))
#define ip4_addr_get_u32(address) ((address)->addr)
#define ip4_addr_cmp(one, other) ((one)->addr == (other)->addr)
#define ip4_addr_isany_val(address) ((address).addr == IPADDR_ANY)
#define ip4_addr_isany(address) ((address) == NULL || ip4_addr_isany_val(*(address)))
#define ip4_addr_ismulticast(address) (((address)->addr & 0xF0) == 0xE0)
#define ip4_addr1(address) ((u8_t)((address)->addr))
#define ip4_addr2(address) ((u8_t)((address)->addr >> 8))
#define ip4_addr3(address) ((u8_t)((address)->addr >> 16))
#define ip4_addr4(address) ((u8_t)((address)->addr >> 24))

#ifdef __cplusplus
extern "C" {
#endif

/// 1 if the text is an address.
int ip4addr_aton(const char* text, ip4_addr_t* address);
u32_t ipaddr_addr(const char* text);
/// In a memory of its own, until the next call.
char* ip4addr_ntoa(const ip4_addr_t* address);
char* ip4addr_ntoa_r(const ip4_addr_t* address, char* text, int room);

#ifdef __cplusplus
}
#endif

#endif
