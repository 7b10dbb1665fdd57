#include "OceanRemoteAgent.h"

#include <Arduino.h>
#include <string.h>

#include "port/board_family.h"

void OceanRemoteAgent::begin() {
    or_settings settings;
    or_settings_default(&settings);
    settings.family = family::kFamily;
    // The sketch keeps its token with the EEPROM library, so those are the commands that make sense.
    settings.store = OR_STORE_LEGACY;
    settings.reset = family::reset_reason();
    settings.firmware_name = {name_, strlen(name_)};
    settings.firmware_version = {version_, strlen(version_)};
    settings.driver = {family::kDriver, strlen(family::kDriver)};
    const or_board calls = board_.calls();
    core_ = or_core_size() <= sizeof memory_ ? or_core_init(memory_, &calls, &settings) : nullptr;
}

void OceanRemoteAgent::loop() {
    if (core_ == nullptr) {
        begin();
    }
    if (core_ == nullptr) {
        return;
    }
    // The core is never stepped: the sketch is the program, and the core only answers.
    do {
        receive_from_serial(core_);
        yield();
    } while (or_core_is_held(core_) != 0);
}
