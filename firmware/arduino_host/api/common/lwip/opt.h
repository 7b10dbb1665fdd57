/// What this core's lwIP is built with, as far as programs ask for it. The figures of a family are in its own header.
#ifndef OCEANHIL_LWIP_OPT_H
#define OCEANHIL_LWIP_OPT_H

#include "oceanhil/lwip_figures.h"

#define LWIP_IPV4 1
#define LWIP_TCP 1
#define LWIP_DNS 1
#define LWIP_UDP 1

#define LWIP_MIN(one, other) (((one) < (other)) ? (one) : (other))
#define LWIP_MAX(one, other) (((one) > (other)) ? (one) : (other))

#endif
