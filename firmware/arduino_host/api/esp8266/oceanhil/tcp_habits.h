/// What this core's lwIP is built with.
#ifndef OCEANHIL_TCP_HABITS_H
#define OCEANHIL_TCP_HABITS_H

#include <stddef.h>

namespace oceanhil::tcp {

/// Connections at a time: MEMP_NUM_TCP_PCB of its lwipopts.h.
constexpr size_t kMostConnections = 5;

}  // namespace oceanhil::tcp

#endif
