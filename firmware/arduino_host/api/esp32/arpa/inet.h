/// Sockets under the name that other systems have for them; ESP-IDF has it, too.
#ifndef OCEANHIL_ARPA_INET_H
#define OCEANHIL_ARPA_INET_H

#include "lwip/sockets.h"

#endif
