/// Sockets under the name that other systems have for them; ESP-IDF has it, too.
#ifndef OCEANHIL_NETINET_IN_H
#define OCEANHIL_NETINET_IN_H

#include "lwip/sockets.h"

#endif
