/// Which mutexes are held, and where each was taken: for whoever waits in vain for one.
#pragma once

#include "queue_definition.h"

namespace oceanhil::held_mutexes {

/// The task that runs has taken it, by the calls that lead here.
void taken(QueueDefinition& mutex);
/// It is held no more, or there is no such mutex any more.
void left(const QueueDefinition* mutex);
/// Its holder ends, and gives back nothing: FreeRTOS leaves what it held to nobody, and whoever waits for that waits on.
void leave_to_nobody(const tskTaskControlBlock& holder);

}  // namespace oceanhil::held_mutexes
