/// Addresses as the SDK and lwIP have them (tools/sdk/include/ip_addr.h).
#ifndef __IP_ADDR_H__
#define __IP_ADDR_H__

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The first byte lowest.
struct ipv4_addr {
    uint32_t addr;
};

typedef struct ipv4_addr ip4_addr_t;
typedef struct ipv4_addr ip_addr_t;

struct ip_info {
    struct ipv4_addr ip;
    struct ipv4_addr netmask;
    struct ipv4_addr gw;
};

#define IP2STR(address)                                                                             \
    (uint8_t)((address)->addr), (uint8_t)((address)->addr >> 8), (uint8_t)((address)->addr >> 16), \
        (uint8_t)((address)->addr >> 24)
#define IPSTR "%d.%d.%d.%d"
#define IP4_ADDR(address, a, b, c, d) \
    (address)->addr = (uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24

#ifdef __cplusplus
}
#endif

#endif
