#include "OceanRemote.h"

#include "port/device_loop.h"

bool OceanRemoteDevice::begin(const OceanRemoteConfig& config) {
    or_settings settings = device::settings_of(config);
    board_.boot.load();
    board_.mac.read();
    settings.boots = board_.boot.boots();
    settings.reset = board_.boot.reason();
    board_.begin(device::servers_of(config, settings), config.time_server, config.relays, config.sensor);
    const or_board calls = board_.calls();
    core_ = or_device_init(memory_, &calls, &settings);
    longest_rest_ms_ = config.longest_rest_ms;
    return device::begun(core_);
}

void OceanRemoteDevice::loop() {
    device::rest(core_ != nullptr ? or_core_step(core_, OR_WAKE_LOOK) : OR_HALTED, longest_rest_ms_);
}
