/// The head of a datagram (src/include/lwip/prot/udp.h of lwIP 2).
#ifndef OCEANHIL_LWIP_PROT_UDP_H
#define OCEANHIL_LWIP_PROT_UDP_H

#include "lwip/arch.h"

#define UDP_HLEN 8

struct udp_hdr {
    u16_t src;
    u16_t dest;
    u16_t len;
    u16_t chksum;
} __attribute__((packed));

#endif
