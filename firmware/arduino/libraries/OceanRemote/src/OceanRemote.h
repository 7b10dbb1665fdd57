/// An OceanRemote device on an Arduino core: give it a configuration, then call `loop` from the sketch's own.
#pragma once

#include "oceanremote/core.h"
#include "port/arduino_board.h"
#include "sensors/sensor.h"

/// What a device needs to know. Texts live as long as the device.
struct OceanRemoteConfig {
    const char* wifi_ssid = "";
    /// Empty for an open network.
    const char* wifi_password = "";
    /// `oc_reg_…`, at most OR_LONGEST_TOKEN bytes.
    const char* registration_token = "";
    /// Scheme and host without a path; `http://` for a bench only.
    const char* register_server = "https://www.oceanremote.net";
    const char* api_server = "https://oceanremote.net";
    const char* time_server = "pool.ntp.org";
    /// PEM of the authority that servers' certificates must lead to.
    const char* root_certificate = nullptr;
    or_store store = OR_STORE_REFERENCE;
    or_derivation derivation = OR_STATION_MAC;
    /// Requests leave over the serial line, for a bench without a network: see the agent protocol.
    bool bridge = false;
    /// At each boot, program the newest good slot once more: see docs/firmware.md. ESP8266 and Pico W.
    bool program_again = true;
    /// The agent answers on the serial line, and what a bench has provisioned counts instead of the values above. False
    /// in what you ship: whoever has the serial line has the board.
    bool agent = true;
    /// For so long after `begin` nothing starts, so that a bench can hold the board before it touches its storage.
    uint16_t hold_window_ms = 150;
    const char* firmware_name = "oceanremote";
    const char* firmware_version = "1.0.0";
    RelayPins relays = {};
    /// NULL: the simulated one.
    Sensor* sensor = nullptr;
};

class OceanRemoteDevice {
  public:
    /// Sets pins and storage up. `Serial.begin` has been called. False: the configuration cannot work; the reason is
    /// on the serial line.
    bool begin(const OceanRemoteConfig& config);
    /// Receives, runs what is due, and rests until more is, for 10 ms at most. Blocks only while a request is being sent: see
    /// docs/firmware-arduino.md.
    void loop();

  private:
    bool is_listening_only() const;

    ArduinoBoard board_;
    or_core* core_ = nullptr;
    uint32_t begun_ms_ = 0;
    uint16_t hold_window_ms_ = 0;
    /// 6.5 KB are needed on a 32-bit board; `begin` checks.
    alignas(8) uint8_t memory_[8192];
};
