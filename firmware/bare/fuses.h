// The MAC as firmware reads it: that of the chip, or what the bench has said.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace fuses {

/// Reads it; false, and why (NUL-terminated), when it can be no device's.
bool read_mac(uint8_t mac[6], char* reason, size_t reason_capacity);

}  // namespace fuses
