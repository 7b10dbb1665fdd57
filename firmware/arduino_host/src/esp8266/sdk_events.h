/// What the SDK's own events and those of `WiFi` have in common.
#pragma once

#include <machine/network.h>
#include <stdint.h>

namespace oceanhil {

/// Why the station is in no network, by the numbers of IEEE 802.11 and of the SDK.
uint8_t reason_of_leaving(machine::Station state);
/// Whether a sketch has a handler of its own, so that those of `WiFi` hear nothing of the station.
bool is_told_by_sdk();
void tell_mode_to_sdk(uint8_t before, uint8_t now);

}  // namespace oceanhil
