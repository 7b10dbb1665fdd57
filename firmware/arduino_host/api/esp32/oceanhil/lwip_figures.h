/// What this core's lwIP is built with: CONFIG_LWIP_TCP_MSS of configs/defconfig.common in esp32-arduino-lib-builder,
/// which builds the libraries of arduino-esp32 3.x; the others are the defaults of components/lwip/Kconfig, ESP-IDF 5.5.1.
#ifndef OCEANHIL_LWIP_FIGURES_H
#define OCEANHIL_LWIP_FIGURES_H

#define LWIP_IPV6 1
#define TCP_MSS 1436
#define TCP_SND_BUF (4 * 1440)
#define TCP_WND (4 * 1440)

#endif
