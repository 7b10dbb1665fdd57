/// What the main loop tells the core's own continuation.
#pragma once

namespace oceanhil {

/// A turn of the loop begins: whoever scheduled it before has had it.
void begin_turn();

}  // namespace oceanhil
