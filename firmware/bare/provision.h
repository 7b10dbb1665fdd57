// What the bench provisions this board with: fields by name, collected in RAM, then kept in the journal.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "oceanremote/core.h"

namespace provision {

/// Reads what is kept; texts live in this module.
void load(or_settings& settings);

/// Collects a field; false for a field or a value that there is not.
bool set(const char* field, const char* value, size_t length);

/// Keeps what was collected; false when the board has never been given a token, or the journal is full.
bool apply();

/// Forgets what was collected.
void forget();

}  // namespace provision
