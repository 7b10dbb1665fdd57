/// An OceanRemote device on an Arduino core: give it a configuration, then call `loop` from the sketch's own.
///
/// `OceanRemoteDevice` is what is shipped: nothing on the serial line is answered. `OceanRemoteBenchDevice` is the same
/// device with the test bench's agent beside it. A sketch has in its binary what it uses.
#pragma once

#include "core.h"
#include "oceanremote/core.h"
#include "port/bench_board.h"
#include "port/device_board.h"
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
    /// PEM of the authority that servers' certificates must lead to; on an ESP8266 it may be PROGMEM.
    const char* root_certificate = nullptr;
    or_store store = OR_STORE_REFERENCE;
    or_derivation derivation = OR_STATION_MAC;
    /// At each boot, program the newest good slot once more: see docs/firmware.md. ESP8266 and Pico W.
    bool program_again = true;
    RelayPins relays = {};
    /// NULL: the simulated one.
    Sensor* sensor = nullptr;
    /// How long `loop` rests at most. A sketch with nothing else to do can rest for longer than one with a button. With
    /// the agent no longer than the core's buffer takes: a line at 115,200 baud brings 12 bytes a millisecond.
    uint16_t longest_rest_ms = 10;

    // With the agent only.

    /// Requests leave over the serial line, for a bench without a network: see the agent protocol.
    bool bridge = false;
    /// For so long after `begin` nothing starts, so that a bench can hold the board before it touches its storage.
    uint16_t hold_window_ms = 150;
    const char* firmware_name = "oceanremote";
    const char* firmware_version = "1.0.0";
};

class OceanRemoteDevice {
  public:
    /// Sets pins, storage and the watchdog up. `Serial.begin` has been called. False: the configuration cannot work;
    /// the reason is on the serial line.
    bool begin(const OceanRemoteConfig& config);
    /// Runs what is due, and rests until more is, for `longest_rest_ms` at most. Blocks only while a request is being sent: see
    /// docs/firmware-arduino.md. A watchdog starts the board again when this is not called for two minutes (ESP8266:
    /// for seconds).
    void loop();

  private:
    DeviceBoard board_;
    or_core* core_ = nullptr;
    uint16_t longest_rest_ms_ = 0;
    alignas(8) uint8_t memory_[oceanremote::Room::kDevice];
};

/// A device that answers the agent's commands on the serial line, for a test bench: whoever has the line has the board.
/// What the bench has provisioned counts instead of the configuration.
class OceanRemoteBenchDevice {
  public:
    /// As above. After false the agent answers all the same, and can provision what is wrong.
    bool begin(const OceanRemoteConfig& config);
    /// As above; takes in what has come on the serial line.
    void loop();

  private:
    bool is_listening_only() const;

    BenchBoard board_;
    or_core* core_ = nullptr;
    uint32_t begun_ms_ = 0;
    uint16_t longest_rest_ms_ = 0;
    uint16_t hold_window_ms_ = 0;
    alignas(8) uint8_t memory_[oceanremote::Room::kCore];
};
