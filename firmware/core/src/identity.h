#ifndef OCEANREMOTE_IDENTITY_H
#define OCEANREMOTE_IDENTITY_H

#include "oceanremote/core.h"
#include "text.h"

namespace oceanremote {

/// Derives the device ID: the family's prefix and the digits that this derivation makes of the six octets.
void write_device_id(TextWriter& to, or_family family, or_derivation derivation, const uint8_t mac[6]);
/// Writes the MAC that this derivation takes for the right one, as 24:6F:28:AA:BB:CC.
void write_mac(TextWriter& to, or_derivation derivation, const uint8_t mac[6]);

/// The family's word in the agent protocol.
const char* family_word(or_family family);

}  // namespace oceanremote

#endif
