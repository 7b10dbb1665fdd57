#include "OceanRemote.h"

#include <Arduino.h>
#include <string.h>

#include "port/board_family.h"

namespace {

or_text text_of(const char* text) { return {text, strlen(text)}; }

or_settings settings_of(const OceanRemoteConfig& config) {
    or_settings settings;
    or_settings_default(&settings);
    settings.family = family::kFamily;
    settings.store = config.store;
    settings.derivation = config.derivation;
    settings.bridge = config.bridge ? 1 : 0;
    settings.reset = family::reset_reason();
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
    const or_settings settings = settings_of(config);
    const Servers servers = {config.register_server, config.api_server, settings.register_path,
                             config.root_certificate};
    board_.begin(servers, config.time_server, config.relays, config.sensor);
    if (or_core_size() > sizeof memory_) {
        Serial.println("[SYSTEM] The core does not fit its memory");
        return false;
    }
    const or_board calls = board_.calls();
    core_ = or_core_init(memory_, &calls, &settings);
    if (core_ == nullptr) {
        Serial.println("[SYSTEM] The registration token is too long");
    }
    return core_ != nullptr;
}

void OceanRemoteDevice::loop() {
    if (core_ != nullptr) {
        receive_from_serial(core_);
        or_core_step(core_, OR_WAKE_LOOK);
    }
    delay(1);
}
