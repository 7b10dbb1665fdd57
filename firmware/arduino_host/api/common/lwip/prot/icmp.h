/// Heads of messages about the network (src/include/lwip/prot/icmp.h of lwIP 2), of those that ask for an echo.
#ifndef OCEANHIL_LWIP_PROT_ICMP_H
#define OCEANHIL_LWIP_PROT_ICMP_H

#include "lwip/arch.h"

#define ICMP_ER 0
#define ICMP_DUR 3
#define ICMP_SQ 4
#define ICMP_RD 5
#define ICMP_ECHO 8
#define ICMP_TE 11
#define ICMP_PP 12

struct icmp_echo_hdr {
    u8_t type;
    u8_t code;
    u16_t chksum;
    u16_t id;
    u16_t seqno;
} __attribute__((packed));

#define ICMPH_TYPE(hdr) ((hdr)->type)
#define ICMPH_CODE(hdr) ((hdr)->code)
#define ICMPH_TYPE_SET(hdr, t) ((hdr)->type = (t))
#define ICMPH_CODE_SET(hdr, c) ((hdr)->code = (c))

#endif
