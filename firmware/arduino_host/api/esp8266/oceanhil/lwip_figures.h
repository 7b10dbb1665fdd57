/// What this core's lwIP is built with: tools/sdk/lwip2/include/lwipopts.h of esp8266/Arduino 3.1.2, with
/// TCP_MSS of "v2 Lower Memory", which boards.txt has first.
#ifndef OCEANHIL_LWIP_FIGURES_H
#define OCEANHIL_LWIP_FIGURES_H

#define LWIP_IPV6 0
#define LWIP_NETIF_TX_SINGLE_PBUF 1
#define TCP_MSS 536
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_WND (4 * TCP_MSS)

#endif
