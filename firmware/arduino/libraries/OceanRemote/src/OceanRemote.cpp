#include "OceanRemote.h"

#include <Arduino.h>
#include <string.h>

#include "port/board_family.h"

namespace {

constexpr uint32_t kShortestRestMs = 1;
// A line at 115,200 baud brings 115 bytes meanwhile, less than any core's buffer holds.
constexpr uint32_t kLongestRestMs = 10;

or_text text_of(const char* text) { return {text, strlen(text)}; }

or_settings settings_of(const OceanRemoteConfig& config) {
    or_settings settings;
    or_settings_default(&settings);
    settings.family = family::kFamily;
    settings.store = config.store;
    settings.derivation = config.derivation;
    settings.bridge = config.bridge ? 1 : 0;
    settings.program_again = config.program_again && family::kCanProgramAgain ? 1 : 0;
    settings.registration_token = text_of(config.registration_token);
    settings.wifi_ssid = text_of(config.wifi_ssid);
    settings.wifi_password = text_of(config.wifi_password);
    settings.firmware_name = text_of(config.firmware_name);
    settings.firmware_version = text_of(config.firmware_version);
    settings.driver = text_of(family::kDriver);
    return settings;
}

}  // namespace

bool OceanRemoteDevice::begin(const OceanRemoteConfig& config) {
    or_settings settings = settings_of(config);
    Servers servers = {config.register_server, config.api_server, settings.register_path, config.root_certificate};
    board_.boot.load();
    board_.mac.read();
    settings.boots = board_.boot.boots();
    settings.reset = board_.boot.reason();
    if (config.agent) {
        board_.provisioning.load();
        board_.provisioning.put_into(settings);
    }
    if (const char* server = board_.provisioning.server()) {
        servers.register_server = server;
        servers.api_server = server;
    }
    board_.begin(servers, config.time_server, config.relays, config.sensor, config.registration_token[0] != '\0');
    if (or_core_size() > sizeof memory_) {
        Serial.println("[SYSTEM] The core does not fit its memory");
        return false;
    }
    or_board calls = board_.calls();
    calls.agent_write = config.agent ? calls.agent_write : nullptr;
    core_ = or_core_init(memory_, &calls, &settings);
    const bool can_work = core_ != nullptr;
    if (!can_work) {
        Serial.println("[SYSTEM] The configuration cannot work: is the registration token too long?");
        // Held, and without what is wrong: a bench can still ask, and provision another token.
        settings.registration_token = text_of("");
        settings.held = 1;
        core_ = config.agent ? or_core_init(memory_, &calls, &settings) : nullptr;
    }
    hold_window_ms_ = config.agent ? config.hold_window_ms : 0;
    begun_ms_ = static_cast<uint32_t>(millis());
    return can_work;
}

void OceanRemoteDevice::loop() {
    uint32_t rest_ms = kShortestRestMs;
    if (core_ != nullptr) {
        receive_from_serial(core_);
        if (!is_listening_only()) {
            hold_window_ms_ = 0;
            rest_ms = or_core_step(core_, OR_WAKE_LOOK);
        }
    }
    // To the millisecond at which the core wants to run again; while it waits for an answer, and for the agent, a short one.
    delay(rest_ms < kLongestRestMs ? rest_ms : rest_ms == OR_WAITING ? kShortestRestMs : kLongestRestMs);
}

bool OceanRemoteDevice::is_listening_only() const {
    return static_cast<uint32_t>(millis()) - begun_ms_ < hold_window_ms_;
}
