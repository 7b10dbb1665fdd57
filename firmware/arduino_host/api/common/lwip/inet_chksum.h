/// Checksums of packets (src/include/lwip/inet_chksum.h of lwIP 2): those of one piece of memory.
#ifndef OCEANHIL_LWIP_INET_CHKSUM_H
#define OCEANHIL_LWIP_INET_CHKSUM_H

#include "lwip/arch.h"

#ifdef __cplusplus
extern "C" {
#endif

/// As it is written into a packet (RFC 1071).
u16_t inet_chksum(const void* dataptr, u16_t len);

#ifdef __cplusplus
}
#endif

#endif
