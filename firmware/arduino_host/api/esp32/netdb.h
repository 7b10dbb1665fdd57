/// Names under the name that other systems have for them; ESP-IDF has it, too.
#ifndef OCEANHIL_NETDB_H
#define OCEANHIL_NETDB_H

#include "lwip/netdb.h"

#endif
