#include "device_loop.h"

#include <Arduino.h>
#include <string.h>

#include "board_family.h"

namespace {

constexpr uint32_t kShortestRestMs = 1;

or_text text_of(const char* text) { return {text, strlen(text)}; }

}  // namespace

namespace device {

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

Servers servers_of(const OceanRemoteConfig& config, const or_settings& settings) {
    return {config.register_server, config.api_server, settings.register_path, config.root_certificate};
}

bool begun(const or_core* core) {
    if (core == nullptr) {
        Serial.println(F("[SYSTEM] The configuration cannot work: is the registration token too long?"));
    }
    family::watch();
    return core != nullptr;
}

void rest(uint32_t wanted_ms, uint16_t longest_ms) {
    family::feed();
    // While the core waits for an answer, and for the agent, a short rest.
    delay(wanted_ms < longest_ms ? wanted_ms : wanted_ms == OR_WAITING ? kShortestRestMs : longest_ms);
}

}  // namespace device
