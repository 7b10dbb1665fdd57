/// The UARTs of arduino-pico, with nothing attached. Facts: cores/rp2040/SerialUART.h and SerialUART.cpp.
#ifndef OCEANHIL_SERIAL_UART_H
#define OCEANHIL_SERIAL_UART_H

#include "api/Common.h"
#include "api/HardwareSerial.h"
#include "oceanhil/line.h"

#define UART_PIN_NOT_DEFINED (255u)

class SerialUART : public arduino::HardwareSerial {
  public:
    SerialUART() = default;

    // Pins are chosen before `begin`.
    bool setRX(pin_size_t) { return !line_.is_open(); }
    bool setTX(pin_size_t) { return !line_.is_open(); }
    bool setRTS(pin_size_t) { return !line_.is_open(); }
    bool setCTS(pin_size_t) { return !line_.is_open(); }
    bool setPinout(pin_size_t tx, pin_size_t rx) { return setRX(rx) && setTX(tx); }
    bool setInvertTX(bool = true) { return !line_.is_open(); }
    bool setInvertRX(bool = true) { return !line_.is_open(); }
    bool setInvertControl(bool = true) { return !line_.is_open(); }
    bool setFIFOSize(size_t size) { return size > 0 && !line_.is_open(); }
    bool setPollingMode(bool = true) { return !line_.is_open(); }

    void begin(unsigned long baud = 115200) override { begin(baud, SERIAL_8N1); }
    void begin(unsigned long baud, uint16_t) override;
    void end() override { line_.close(); }
    int peek() override { return line_.peek(); }
    int read() override { return line_.read(); }
    int available() override { return line_.available(); }
    int availableForWrite() override { return line_.is_open() ? 1 : 0; }
    void flush() override { line_.flush(); }
    size_t write(uint8_t octet) override { return line_.write(&octet, 1); }
    size_t write(const uint8_t* bytes, size_t count) override { return line_.write(bytes, count); }
    using Print::write;
    operator bool() override { return line_.is_open(); }
    bool overflow() { return false; }
    bool getBreakReceived() { return false; }
    int getActualBaud() { return line_.is_open() ? baud_ : 0; }
    void setDebugOutput(bool) {}

  private:
    oceanhil::Line line_{oceanhil::Attached::nothing};
    int baud_ = 0;
};

extern SerialUART Serial1;
extern SerialUART Serial2;

#endif
