/// I2C of arduino-pico, with nothing on the bus but what a bench has attached. Facts: libraries/Wire/src there.
///
/// Buses are `Wire` and `Wire1`; there are no others to be made, and no asynchronous calls.
#pragma once

#include <Arduino.h>

#include "api/HardwareI2C.h"
#include "oceanhil/wire_exchange.h"

#define WIRE_HAS_END 1
#define WIRE_HAS_BUFFER_SIZE 1
#ifndef WIRE_BUFFER_SIZE
#define WIRE_BUFFER_SIZE 256
#endif
#ifndef WIRE_BUFFER_SIZE_MIN
#define WIRE_BUFFER_SIZE_MIN 32
#endif

class TwoWire : public HardwareI2C {
  public:
    /// `first`: the lowest pin that can be its SDA; so can each fourth after it.
    TwoWire(uint8_t first, pin_size_t sda, pin_size_t scl) : first_(first), sda_(sda), scl_(scl) {}

    void begin() override { start(); }
    /// As one that is asked: nobody asks.
    void begin(uint8_t) override { start(); }
    void end() override;
    /// Another pin than those of the bus, or while it runs, is a panic.
    bool setSDA(pin_size_t sda);
    bool setSCL(pin_size_t scl);
    void setClock(uint32_t hz) override { clock_hz_ = hz == 0 ? clock_hz_ : hz; }

    void beginTransmission(uint8_t address) override;
    /// Where nobody answers: 2 where nothing was to be sent, 4 else, as the core tells it.
    uint8_t endTransmission(bool stopBit) override;
    uint8_t endTransmission() override { return endTransmission(true); }
    size_t requestFrom(uint8_t address, size_t quantity, bool stopBit) override;
    size_t requestFrom(uint8_t address, size_t quantity) override { return requestFrom(address, quantity, true); }

    using Print::write;
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* data, size_t quantity) override;
    size_t write(unsigned long n) { return write(static_cast<uint8_t>(n)); }
    size_t write(long n) { return write(static_cast<uint8_t>(n)); }
    size_t write(unsigned int n) { return write(static_cast<uint8_t>(n)); }
    size_t write(int n) { return write(static_cast<uint8_t>(n)); }
    int available() override { return exchange_.available(); }
    int read() override { return exchange_.read(); }
    int peek() override { return exchange_.peek(); }
    void flush() override {}
    void onReceive(void (*)(int)) override {}
    void onRequest(void (*)()) override {}

    void setTimeout(uint32_t = 25, bool = false) {}
    bool getTimeoutFlag() { return false; }
    void clearTimeoutFlag() {}
    size_t setBufferSize(size_t bSize);

  private:
    void start();
    bool choose(pin_size_t& pin, pin_size_t chosen, uint8_t first);

    uint8_t first_;
    pin_size_t sda_;
    pin_size_t scl_;
    bool is_running_ = false;
    bool is_writing_ = false;
    size_t room_ = WIRE_BUFFER_SIZE;
    uint32_t clock_hz_ = 100'000;
    oceanhil::WireExchange exchange_;
};

extern TwoWire Wire;
extern TwoWire Wire1;
