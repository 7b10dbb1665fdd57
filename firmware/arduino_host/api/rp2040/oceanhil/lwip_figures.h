/// What this core's lwIP is built with: include/lwipopts.h of arduino-pico 5.6.1.
#ifndef OCEANHIL_LWIP_FIGURES_H
#define OCEANHIL_LWIP_FIGURES_H

#define LWIP_IPV6 0
#define LWIP_NETIF_TX_SINGLE_PBUF 1
#define TCP_MSS 1460
#define TCP_SND_BUF (8 * TCP_MSS)
#define TCP_WND (8 * TCP_MSS)

#endif
