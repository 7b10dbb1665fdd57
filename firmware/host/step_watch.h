/// What a step takes: how far its stack goes down, and how much it works before it yields. The compiler calls in at the
/// beginning of every function (-finstrument-functions), when its frame is there already.
#ifndef OCEANREMOTE_HOST_STEP_WATCH_H
#define OCEANREMOTE_HOST_STEP_WATCH_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

struct Watched {
    /// From where the watch began to the end of the deepest frame. 0 where frames are not what they would be otherwise,
    /// because a sanitizer lays its own memory around every variable.
    uint32_t stack_bytes;
    /// Calls of functions that were not inlined, from one yield to the next, where they were most.
    uint32_t calls;
};

/// Begins to watch: the stack counts from where this is called.
void watch_step();
/// Notes that the program gives the processor back within a step: where it asks for more of an answer, the port reads
/// from the network.
void step_yields();
/// Ends it, and gives what the step took.
Watched step_watched();

}  // namespace oceanremote

#endif
