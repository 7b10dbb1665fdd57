// The core's board on a bare machine.
#pragma once

#include "oceanremote/board.h"

namespace bare {

/// The functions that the core calls; the context is not used, there is one board a machine.
or_board make_board();

}  // namespace bare
