#include "OceanRemoteAgent.h"

#include <Arduino.h>
#include <string.h>

#include "port/agent_calls.h"
#include "port/board_family.h"

void OceanRemoteAgent::begin(uint16_t hold_window_ms) {
    make_core();
    const auto begun_ms = static_cast<uint32_t>(millis());
    do {
        answer();
        delay(1);
    } while (static_cast<uint32_t>(millis()) - begun_ms < hold_window_ms);
}

void OceanRemoteAgent::loop() {
    if (core_ == nullptr) {
        make_core();
    }
    answer();
}

void OceanRemoteAgent::make_core() {
    or_settings settings;
    or_settings_default(&settings);
    settings.family = family::kFamily;
    // The sketch keeps its token with the EEPROM library, so those are the commands that make sense.
    settings.store = OR_STORE_LEGACY;
    board_.boot.load();
    board_.mac.read();
    settings.boots = board_.boot.count();
    settings.reset = board_.boot.reason();
    settings.firmware_name = {name_, strlen(name_)};
    settings.firmware_version = {version_, strlen(version_)};
    settings.driver = {family::kDriver, strlen(family::kDriver)};
    or_board calls = board_.calls();
    add_agent_calls(calls);
    core_ = or_agent_init(memory_, &calls, &settings);
}

void OceanRemoteAgent::answer() {
    if (core_ == nullptr) {
        return;
    }
    // The sketch is the program, and the core only answers.
    receive_from_serial(core_);
    while (or_core_is_held(core_) != 0) {
        receive_from_serial(core_);
        // A rest, not a bare yield: the idle task of an ESP32 and the watchdog of an ESP8266 want their turn.
        delay(1);
    }
}
