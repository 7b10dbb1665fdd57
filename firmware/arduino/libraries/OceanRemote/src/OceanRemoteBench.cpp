// A file of its own, so that a sketch that ships has nothing of the agent in it.
#include <Arduino.h>

#include "OceanRemote.h"
#include "port/device_loop.h"

bool OceanRemoteBenchDevice::begin(const OceanRemoteConfig& config) {
    or_settings settings = device::settings_of(config);
    Servers servers = device::servers_of(config, settings);
    board_.boot.load();
    board_.mac.read();
    settings.boots = board_.boot.boots();
    settings.reset = board_.boot.reason();
    board_.provisioning.load();
    board_.provisioning.put_into(settings);
    if (const char* server = board_.provisioning.server()) {
        servers.register_server = server;
        servers.api_server = server;
    }
    board_.begin(servers, config.time_server, config.relays, config.sensor);
    const or_board calls = board_.calls(config.registration_token[0] != '\0');
    core_ = or_core_init(memory_, &calls, &settings);
    const bool is_good = device::begun(core_);
    if (!is_good) {
        // Held, and without what is wrong: a bench can still ask, and provision another token.
        settings.registration_token = {"", 0};
        settings.held = 1;
        core_ = or_core_init(memory_, &calls, &settings);
    }
    longest_rest_ms_ = config.longest_rest_ms;
    hold_window_ms_ = config.hold_window_ms;
    begun_ms_ = static_cast<uint32_t>(millis());
    return is_good;
}

void OceanRemoteBenchDevice::loop() {
    uint32_t wanted_ms = 1;
    if (core_ != nullptr) {
        receive_from_serial(core_);
        if (!is_listening_only()) {
            hold_window_ms_ = 0;
            wanted_ms = or_core_step(core_, OR_WAKE_LOOK);
        }
    }
    device::rest(wanted_ms, longest_rest_ms_);
}

bool OceanRemoteBenchDevice::is_listening_only() const {
    return static_cast<uint32_t>(millis()) - begun_ms_ < hold_window_ms_;
}
