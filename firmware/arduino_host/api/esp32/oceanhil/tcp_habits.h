/// What this core's lwIP is built with.
#ifndef OCEANHIL_TCP_HABITS_H
#define OCEANHIL_TCP_HABITS_H

#include <stddef.h>

namespace oceanhil::tcp {

/// Connections at a time: CONFIG_LWIP_MAX_SOCKETS of arduino-esp32 3.x.
constexpr size_t kMostConnections = 16;

}  // namespace oceanhil::tcp

#endif
