#include "device_board.h"

#include <Arduino.h>

namespace {

// The context is the chip's, which every device is.
DeviceBoard& board_in(void* context) { return *static_cast<DeviceBoard*>(static_cast<ChipBoard*>(context)); }

void join_start(void* context, const char* ssid, size_t ssid_bytes, const char* password, size_t password_bytes,
                uint32_t timeout_ms) {
    board_in(context).wifi.start(ssid, ssid_bytes, password, password_bytes, timeout_ms);
}

int32_t join_poll(void* context, char* address, size_t capacity) {
    return board_in(context).wifi.poll(address, capacity);
}

int32_t connected(void*) { return WifiJoin::is_connected() ? 1 : 0; }

void http_start(void* context, const or_request* request) { board_in(context).http.start(*request); }

int32_t http_poll(void* context, or_answer* answer) { return board_in(context).http.poll(*answer); }

void sntp_start(void* context, uint32_t timeout_ms) { board_in(context).sntp.start(timeout_ms); }

int32_t sntp_poll(void* context, int64_t* unix_us) { return board_in(context).sntp.poll(*unix_us); }

void sensors(void* context, int32_t* temperature_tenths, int32_t* humidity_tenths) {
    board_in(context).measure(*temperature_tenths, *humidity_tenths);
}

void relays(void* context, uint8_t on) { board_in(context).switch_relays(on); }

uint8_t relays_read(void* context) { return board_in(context).read_relays(); }

}  // namespace

void DeviceBoard::begin(const Servers& servers, const char* time_server, const RelayPins& relays, Sensor* sensor) {
    http.begin(servers);
    sntp.begin(time_server);
    relays_ = relays;
    sensor_ = sensor;
    switch_relays(0);
    pinMode(relays_.relay1, OUTPUT);
    pinMode(relays_.relay2, OUTPUT);
    if (sensor_ != nullptr) {
        sensor_->begin();
    }
}

or_board DeviceBoard::calls() {
    or_board board = ChipBoard::calls();
    board.join_start = join_start;
    board.join_poll = join_poll;
    board.connected = connected;
    board.http_start = http_start;
    board.http_poll = http_poll;
    board.sntp_start = sntp_start;
    board.sntp_poll = sntp_poll;
    board.sensors = sensors;
    board.relays = relays;
    board.relays_read = relays_read;
    return board;
}

void DeviceBoard::switch_relays(uint8_t on) {
    digitalWrite(relays_.relay1, (on & 1U) != 0 ? HIGH : LOW);
    digitalWrite(relays_.relay2, (on & 2U) != 0 ? HIGH : LOW);
}

uint8_t DeviceBoard::read_relays() const {
    const unsigned relay1 = digitalRead(relays_.relay1) == HIGH ? 1U : 0U;
    const unsigned relay2 = digitalRead(relays_.relay2) == HIGH ? 2U : 0U;
    return static_cast<uint8_t>(relay1 | relay2);
}

void DeviceBoard::measure(int32_t& temperature_tenths, int32_t& humidity_tenths) {
    Sensor* const sensor = sensor_ != nullptr ? sensor_ : &simulated_;
    sensor->read(climate_);
    temperature_tenths = climate_.temperature_tenths;
    humidity_tenths = climate_.humidity_tenths;
}
