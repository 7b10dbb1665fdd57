/// What devices with and without an agent do alike.
#pragma once

#include "../OceanRemote.h"

namespace device {

/// The settings of a core, of this configuration.
or_settings settings_of(const OceanRemoteConfig& config);
Servers servers_of(const OceanRemoteConfig& config, const or_settings& settings);
/// Says that a configuration cannot work, if there is no core for it; begins to watch the board.
bool begun(const or_core* core);
/// Feeds the watchdog and rests: to the millisecond at which the core wants to run again, for `longest_ms` at most.
void rest(uint32_t wanted_ms, uint16_t longest_ms);

}  // namespace device
