// What this board pretends for its bench, kept in the journal: it outlives resets and losses of power.
#pragma once

#include <stdint.h>

#include "oceanremote/bench.h"

namespace pretences {

/// Reads what is kept; called once a boot.
void load();

/// Pretends something from now on, and keeps it; false when the journal is full.
bool set(or_pretence what, int64_t value);

/// The value in force; 0 when nothing is pretended.
int64_t value(or_pretence what);

/// Ends all of it; the journal is erased by whoever asks for this.
void forget();

}  // namespace pretences
