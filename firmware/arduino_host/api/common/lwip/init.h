/// The version of lwIP (src/include/lwip/init.h).
#ifndef OCEANHIL_LWIP_INIT_H
#define OCEANHIL_LWIP_INIT_H

#include "lwip/opt.h"

#define LWIP_VERSION_MAJOR 2
#define LWIP_VERSION_MINOR 1
#define LWIP_VERSION_REVISION 3
#define LWIP_VERSION_STRING "2.1.3"

#endif
