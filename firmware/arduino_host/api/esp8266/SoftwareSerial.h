/// `SoftwareSerial` that comes with the ESP8266's core: nothing is attached. Facts: SoftwareSerial.h of
/// plerup/espsoftwareserial 8.x.
#ifndef OCEANHIL_SOFTWARE_SERIAL_H
#define OCEANHIL_SOFTWARE_SERIAL_H

#include <Arduino.h>

#include <functional>

#include "oceanhil/idle_serial.h"

namespace EspSoftwareSerial {

enum Config {
    SWSERIAL_5N1 = 0,
    SWSERIAL_6N1,
    SWSERIAL_7N1,
    SWSERIAL_8N1,
    SWSERIAL_5E1 = 0020,
    SWSERIAL_6E1,
    SWSERIAL_7E1,
    SWSERIAL_8E1,
    SWSERIAL_5O1 = 0030,
    SWSERIAL_6O1,
    SWSERIAL_7O1,
    SWSERIAL_8O1
};

class UART : public oceanhil::IdleSerial {
  public:
    UART() = default;
    UART(int8_t rxPin, int8_t txPin = -1, bool invert = false) { (void)rxPin, (void)txPin, (void)invert; }

    void begin(uint32_t baud, Config config, int8_t rxPin, int8_t txPin, bool invert, int bufCapacity = 64,
               int isrBufCapacity = 0) {
        (void)config, (void)rxPin, (void)txPin, (void)invert, (void)bufCapacity, (void)isrBufCapacity;
        begin(baud);
    }
    void begin(uint32_t baud, Config config, int8_t rxPin, int8_t txPin = -1) {
        begin(baud, config, rxPin, txPin, false);
    }
    void begin(uint32_t baud, Config config = SWSERIAL_8N1) {
        (void)config;
        baud_ = baud;
        open();
    }
    uint32_t baudRate() { return baud_; }
    void enableIntTx(bool on) { (void)on; }
    void setTransmitEnablePin(int8_t txEnablePin) { (void)txEnablePin; }
    void enableTx(bool on) { (void)on; }
    void enableRx(bool on) { (void)on; }
    void enableRxGPIOPullUp(bool on) { (void)on; }
    void enableTxGPIOOpenDrain(bool on) { (void)on; }
    bool overflow() { return false; }
    bool readParity() { return false; }
    static bool parityEven(uint8_t byte) { return __builtin_parity(byte) != 0; }
    static bool parityOdd(uint8_t byte) { return !parityEven(byte); }
    using IdleSerial::read;
    int read(uint8_t* buffer, size_t size) { return (void)buffer, (void)size, 0; }
    int read(char* buffer, size_t size) { return (void)buffer, (void)size, 0; }
    bool isListening() { return is_open(); }
    void onReceive(std::function<void()> handler) { (void)handler; }
    operator bool() const { return is_open(); }

  private:
    uint32_t baud_ = 0;
};

}  // namespace EspSoftwareSerial

using SoftwareSerial = EspSoftwareSerial::UART;
using namespace EspSoftwareSerial;

#endif
