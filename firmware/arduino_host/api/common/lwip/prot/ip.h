/// What a packet may carry (src/include/lwip/prot/ip.h of lwIP 2).
#ifndef OCEANHIL_LWIP_PROT_IP_H
#define OCEANHIL_LWIP_PROT_IP_H

#include "lwip/arch.h"

#define IP_PROTO_ICMP 1
#define IP_PROTO_IGMP 2
#define IP_PROTO_UDP 17
#define IP_PROTO_TCP 6

#endif
