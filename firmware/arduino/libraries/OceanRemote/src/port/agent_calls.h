/// What the agent wants of any board, a device or not.
#pragma once

#include "oceanremote/core.h"

/// Lets the agent answer on the serial line, and gives it the raw flash.
void add_agent_calls(or_board& board);
