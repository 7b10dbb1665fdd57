/// I2C of esp8266/Arduino, with nothing on the bus. Facts: libraries/Wire there, cores/esp8266/core_esp8266_si2c.cpp.
#ifndef TwoWire_h
#define TwoWire_h

#include <Arduino.h>
#include <inttypes.h>

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
    void setClock(uint32_t) {}
    void setClockStretchLimit(uint32_t) {}
    /// Both lines are high.
    uint8_t status() { return I2C_OK; }

    void beginTransmission(uint8_t) { begin_writing(); }
    void beginTransmission(int) { begin_writing(); }
    /// 2: nobody answers to the address.
    uint8_t endTransmission(uint8_t sendStop);
    uint8_t endTransmission() { return endTransmission(1); }
    /// Nothing comes.
    size_t requestFrom(uint8_t, size_t, bool) { return 0; }
    uint8_t requestFrom(uint8_t, uint8_t) { return 0; }
    uint8_t requestFrom(uint8_t, uint8_t, uint8_t) { return 0; }
    uint8_t requestFrom(int, int) { return 0; }
    uint8_t requestFrom(int, int, int) { return 0; }

    using Print::write;
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* data, size_t quantity) override;
    int available() override;
    int read() override { return -1; }
    int peek() override { return -1; }
    void flush() override { written_ = 0; }
    void onReceive(void (*)(int)) {}
    void onReceive(void (*)(size_t)) {}
    void onRequest(void (*)()) {}

  private:
    void begin_writing();

    bool is_writing_ = false;
    size_t written_ = 0;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_TWOWIRE)
extern TwoWire Wire;
#endif

#endif
