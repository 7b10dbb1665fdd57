/// Sockets under the name that other systems have for them; ESP-IDF has it, too.
#ifndef OCEANHIL_SYS_SOCKET_H
#define OCEANHIL_SYS_SOCKET_H

#include "lwip/sockets.h"

#endif
