// The few events that the port sends by itself; the agent in the core speaks for everything else.
#pragma once

#include <stddef.h>

#include "text.h"

namespace bare {

/// Sends `$HEV,0,words*checksum` on the console (docs/agent-protocol.md, "Sentences").
void send_event(const char* words, size_t length);

}  // namespace bare
