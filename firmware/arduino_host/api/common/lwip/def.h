/// The order of bytes in a network (src/include/lwip/def.h of lwIP 2); that of the chips is the other one.
#ifndef OCEANHIL_LWIP_DEF_H
#define OCEANHIL_LWIP_DEF_H

#include "lwip/arch.h"
#include "lwip/opt.h"

#define lwip_htons(number) ((u16_t)__builtin_bswap16((u16_t)(number)))
#define lwip_ntohs(number) lwip_htons(number)
#define lwip_htonl(number) ((u32_t)__builtin_bswap32((u32_t)(number)))
#define lwip_ntohl(number) lwip_htonl(number)

#ifndef htons
#define htons(number) lwip_htons(number)
#define ntohs(number) lwip_ntohs(number)
#define htonl(number) lwip_htonl(number)
#define ntohl(number) lwip_ntohl(number)
#endif

#define PP_HTONS(number) lwip_htons(number)
#define PP_NTOHS(number) lwip_ntohs(number)
#define PP_HTONL(number) lwip_htonl(number)
#define PP_NTOHL(number) lwip_ntohl(number)

#endif
