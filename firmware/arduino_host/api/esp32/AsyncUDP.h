/// `AsyncUDP`, which comes with this core.
#ifndef ESPASYNCUDP_H
#define ESPASYNCUDP_H

#include "oceanhil/async_udp.h"

#endif
