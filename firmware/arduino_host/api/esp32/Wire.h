/// I2C of arduino-esp32, with nothing on the bus but what a bench has attached. Facts: libraries/Wire/src there, cores/esp32/esp32-hal-i2c-ng.c.
#ifndef TwoWire_h
#define TwoWire_h

#include <Arduino.h>
#include <soc/soc_caps.h>

#include "HardwareI2C.h"
#include "oceanhil/wire_exchange.h"

#define WIRE_HAS_BUFFER_SIZE 1
#define WIRE_HAS_END 1

#ifndef I2C_BUFFER_LENGTH
#define I2C_BUFFER_LENGTH 128
#endif

using user_onRequest = void (*)();
using user_onReceive = void (*)(uint8_t*, int);

class TwoWire : public HardwareI2C {
  public:
    explicit TwoWire(uint8_t bus_num) : number_(bus_num) {}

    bool setPins(int sda, int scl);
    bool begin() final { return begin(-1, -1); }
    /// As one that is asked: nobody asks.
    bool begin(uint8_t address) final { return begin(address, -1, -1, 0); }
    bool begin(int sda, int scl, uint32_t frequency = 0);
    bool begin(uint8_t slaveAddr, int sda, int scl, uint32_t frequency);
    bool end() override;

    bool setClock(uint32_t freq) override;
    /// 0 while it is not begun.
    uint32_t getClock() const { return mode_ == Mode::asks ? clock_hz_ : 0; }
    /// Gives the size, 0 of what is too small.
    size_t setBufferSize(size_t bSize);
    void setTimeOut(uint16_t timeOutMillis) { timeout_ms_ = timeOutMillis; }
    uint16_t getTimeOut() const { return timeout_ms_; }

    void beginTransmission(uint8_t address) override;
    /// Where nobody answers: 2 where nothing was to be sent, 4 else, as the driver tells it; 0 of what goes on.
    uint8_t endTransmission(bool stopBit) override;
    uint8_t endTransmission() override { return endTransmission(true); }
    /// Behind an `endTransmission(false)` it sends what that has left.
    size_t requestFrom(uint8_t address, size_t len, bool stopBit) override;
    size_t requestFrom(uint8_t address, size_t len) override { return requestFrom(address, len, true); }

    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* data, size_t quantity) override;
    int available() override { return exchange_.available(); }
    int read() override { return exchange_.read(); }
    int peek() override { return exchange_.peek(); }
    void flush() override { exchange_.forget(); }
    size_t slaveWrite(const uint8_t*, size_t) { return 0; }
    void onReceive(void (*)(int)) override {}
    void onRequest(void (*)()) override {}

  private:
    enum class Mode : uint8_t { off, asks, answers };

    uint8_t number_;
    Mode mode_ = Mode::off;
    bool has_pins_ = false;
    uint32_t clock_hz_ = 0;
    size_t room_ = I2C_BUFFER_LENGTH;
    uint16_t timeout_ms_ = 50;
    // What an `endTransmission(false)` has left for the read behind it.
    bool is_unfinished_ = false;
    oceanhil::WireExchange exchange_;
};

extern TwoWire Wire;
#if SOC_I2C_NUM > 1
extern TwoWire Wire1;
#endif

#endif
