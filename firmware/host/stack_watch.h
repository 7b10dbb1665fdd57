/// How far a step's stack goes down. The compiler calls in at the beginning of every function (-finstrument-functions),
/// when its frame is there already.
#ifndef OCEANREMOTE_HOST_STACK_WATCH_H
#define OCEANREMOTE_HOST_STACK_WATCH_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

/// Begins to watch: the stack counts from where this is called.
void watch_stack();
/// Ends it; gives the bytes from there to the end of the deepest frame. 0 where frames are not what they would be
/// otherwise, because a sanitizer lays its own memory around every variable.
uint32_t stack_watched();

}  // namespace oceanremote

#endif
