/// I2C of esp8266/Arduino, with nothing on the bus but what a bench has attached. Facts: libraries/Wire there, cores/esp8266/core_esp8266_si2c.cpp.
#ifndef TwoWire_h
#define TwoWire_h

#include <Arduino.h>
#include <inttypes.h>

#include "oceanhil/wire_exchange.h"

#ifndef I2C_BUFFER_LENGTH
#define BUFFER_LENGTH 128
#define I2C_BUFFER_LENGTH BUFFER_LENGTH
#endif

#define I2C_OK 0
#define I2C_SCL_HELD_LOW 1
#define I2C_SCL_HELD_LOW_AFTER_READ 2
#define I2C_SDA_HELD_LOW 3
#define I2C_SDA_HELD_LOW_AFTER_INIT 4

class TwoWire : public Stream {
  public:
    void begin() { flush(); }
    void begin(int, int) { flush(); }
    /// As one that is asked: nobody asks.
    void begin(int, int, uint8_t) { flush(); }
    void begin(uint8_t) { flush(); }
    void begin(int) { flush(); }
    void pins(int, int) __attribute__((deprecated)) {}
    void setClock(uint32_t hz) { clock_hz_ = hz == 0 ? clock_hz_ : hz; }
    void setClockStretchLimit(uint32_t) {}
    /// Both lines are high.
    uint8_t status() { return I2C_OK; }

    void beginTransmission(uint8_t address);
    void beginTransmission(int address) { beginTransmission(static_cast<uint8_t>(address)); }
    /// 2: nobody answers to the address.
    uint8_t endTransmission(uint8_t sendStop);
    uint8_t endTransmission() { return endTransmission(1); }
    /// No more than there is room for.
    size_t requestFrom(uint8_t address, size_t size, bool sendStop);
    uint8_t requestFrom(uint8_t address, uint8_t quantity) { return request(address, quantity); }
    uint8_t requestFrom(uint8_t address, uint8_t quantity, uint8_t) { return request(address, quantity); }
    uint8_t requestFrom(int address, int quantity) { return request(address, quantity); }
    uint8_t requestFrom(int address, int quantity, int) { return request(address, quantity); }

    using Print::write;
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* data, size_t quantity) override;
    int available() override;
    int read() override { return exchange_.read(); }
    int peek() override { return exchange_.peek(); }
    void flush() override { exchange_.forget(); }
    void onReceive(void (*)(int)) {}
    void onReceive(void (*)(size_t)) {}
    void onRequest(void (*)()) {}

  private:
    uint8_t request(int address, int quantity) {
        return static_cast<uint8_t>(requestFrom(static_cast<uint8_t>(address), static_cast<size_t>(quantity), true));
    }

    bool is_writing_ = false;
    uint32_t clock_hz_ = 100'000;
    oceanhil::WireExchange exchange_;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_TWOWIRE)
extern TwoWire Wire;
#endif

#endif
