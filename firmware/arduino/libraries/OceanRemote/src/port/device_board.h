/// A chip that is a whole device: with network, relays and a sensor.
#pragma once

#include "chip_board.h"
#include "http_exchange.h"
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

class DeviceBoard : public ChipBoard {
  public:
    /// Sets the pins up, relays off.
    void begin(const Servers& servers, const char* time_server, const RelayPins& relays, Sensor* sensor);
    /// As of any chip, with network, relays and sensor.
    or_board calls();

    HttpExchange http;
    SntpClient sntp;
    WifiJoin wifi;

    void switch_relays(uint8_t on);
    /// How the relays' pins stand, in the bits of `switch_relays`.
    uint8_t read_relays() const;
    void measure(int32_t& temperature_tenths, int32_t& humidity_tenths);

  private:
    SimulatedSensor simulated_;
    Sensor* sensor_ = nullptr;
    RelayPins relays_ = {};
    /// What was measured last, for when the sensor does not answer.
    Climate climate_ = {235, 620};
};
