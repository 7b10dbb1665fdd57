/// The firmware core's board, on the public API of the Arduino cores.
#pragma once

#include "boot_mark.h"
#include "http_exchange.h"
#include "oceanremote/core.h"
#include "provisioning.h"
#include "sensors/sensor.h"
#include "sntp_client.h"
#include "wifi_join.h"

/// Where the relays hang; high is on.
struct RelayPins {
#if defined(ESP8266)
    // D1 and D2 of a D1 Mini.
    uint8_t relay1 = 5;
    uint8_t relay2 = 4;
#elif defined(ESP32)
    // The places of D1 and D2 on an ESP32 board in the shape of a D1 Mini.
    uint8_t relay1 = 22;
    uint8_t relay2 = 21;
#else
    uint8_t relay1 = 14;
    uint8_t relay2 = 15;
#endif
};

/// The board's own MAC, read once a boot: a dead radio takes more than half a second to say nothing, longer than a bench
/// waits for an answer.
struct StationMac {
    uint8_t octets[6];
    bool is_readable;
    /// Why not.
    const char* reason;

    void read();
};

class ArduinoBoard {
  public:
    /// Makes this board a whole device. Without this call, for the agent alone, there are no relays, requests go
    /// nowhere, and nothing can be provisioned. `has_token`: whether the firmware carries a registration token.
    void begin(const Servers& servers, const char* time_server, const RelayPins& relays, Sensor* sensor,
               bool has_token);
    /// The calls for `or_core_init`; their context is this object, which must stay where it is.
    or_board calls();

    HttpExchange http;
    SntpClient sntp;
    WifiJoin wifi;
    BootMark boot;
    Provisioning provisioning;
    StationMac mac = {};

    /// Keeps what the bench has collected.
    bool provision() { return provisioning.apply(has_token_); }

    void switch_relays(uint8_t on);
    /// How the relays' pins stand, in the bits of `switch_relays`.
    uint8_t read_relays() const;
    void measure(int32_t& temperature_tenths, int32_t& humidity_tenths);

  private:
    SimulatedSensor simulated_;
    Sensor* sensor_ = nullptr;
    RelayPins relays_ = {};
    bool is_device_ = false;
    bool has_token_ = false;
    /// What was measured last, for when the sensor does not answer.
    Climate climate_ = {235, 620};
};

/// Hands what has come in on `Serial` to the core.
void receive_from_serial(or_core* core);
