/// What this core's lwIP is built with: CONFIG_LWIP_TCP_… of arduino-esp32 3.x.
#ifndef OCEANHIL_LWIP_FIGURES_H
#define OCEANHIL_LWIP_FIGURES_H

#define LWIP_IPV6 1
#define TCP_MSS 1436
#define TCP_SND_BUF (4 * 1440)
#define TCP_WND (4 * 1440)

#endif
