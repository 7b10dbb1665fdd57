/// The head of a packet (src/include/lwip/prot/ip4.h of lwIP 2).
#ifndef OCEANHIL_LWIP_PROT_IP4_H
#define OCEANHIL_LWIP_PROT_IP4_H

#include "lwip/arch.h"
#include "lwip/def.h"
#include "lwip/ip4_addr.h"

#define IP_HLEN 20

typedef struct {
    u32_t addr;
} __attribute__((packed)) ip4_addr_p_t;

struct ip_hdr {
    u8_t _v_hl;
    u8_t _tos;
    u16_t _len;
    u16_t _id;
    u16_t _offset;
    u8_t _ttl;
    u8_t _proto;
    u16_t _chksum;
    ip4_addr_p_t src;
    ip4_addr_p_t dest;
} __attribute__((packed));

#define IPH_V(hdr) ((hdr)->_v_hl >> 4)
#define IPH_HL(hdr) ((hdr)->_v_hl & 0x0f)
#define IPH_HL_BYTES(hdr) ((u8_t)(IPH_HL(hdr) * 4))
#define IPH_TOS(hdr) ((hdr)->_tos)
#define IPH_LEN(hdr) ((hdr)->_len)
#define IPH_ID(hdr) ((hdr)->_id)
#define IPH_TTL(hdr) ((hdr)->_ttl)
#define IPH_PROTO(hdr) ((hdr)->_proto)
#define IPH_CHKSUM(hdr) ((hdr)->_chksum)

#endif
