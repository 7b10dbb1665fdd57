/// The second SPI controller as a slave (libraries/SPISlave/src/SPISlave.h): no master is attached, so nobody is called.
#ifndef _SPISLAVE_H_INCLUDED
#define _SPISLAVE_H_INCLUDED

#include <Arduino.h>

#include <functional>

typedef std::function<void(uint8_t* data, size_t len)> SpiSlaveDataHandler;
typedef std::function<void(uint32_t status)> SpiSlaveStatusHandler;
typedef std::function<void(void)> SpiSlaveSentHandler;

class SPISlaveClass {
  public:
    /// The four pins of the bus are its own then.
    void begin() { begin(4); }
    void begin(uint8_t statusLength) {
        (void)statusLength;
        for (const uint8_t pin : {SCK, MISO, MOSI, SS}) {
            pinMode(pin, SPECIAL);
        }
    }
    void end() {
        for (const uint8_t pin : {SCK, MISO, MOSI, SS}) {
            pinMode(pin, INPUT);
        }
    }
    void setData(uint8_t* data, size_t len) { (void)data, (void)len; }
    void setData(const char* data) { (void)data; }
    void setStatus(uint32_t status) { (void)status; }
    void onData(SpiSlaveDataHandler cb) { (void)cb; }
    void onDataSent(SpiSlaveSentHandler cb) { (void)cb; }
    void onStatus(SpiSlaveStatusHandler cb) { (void)cb; }
    void onStatusSent(SpiSlaveSentHandler cb) { (void)cb; }
};

extern SPISlaveClass SPISlave;

#endif
