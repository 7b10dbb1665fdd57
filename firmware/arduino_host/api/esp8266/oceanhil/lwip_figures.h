/// What this core's lwIP is built with: tools/sdk/lwip2/include/lwipopts.h, "v2 Lower Memory".
#ifndef OCEANHIL_LWIP_FIGURES_H
#define OCEANHIL_LWIP_FIGURES_H

#define LWIP_IPV6 0
#define LWIP_NETIF_TX_SINGLE_PBUF 1
#define TCP_MSS 536
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_WND (4 * TCP_MSS)

#endif
