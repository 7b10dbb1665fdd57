/// The console of arduino-pico: a serial line over USB, there from the boot on. Facts: cores/rp2040/SerialUSB.h and
/// SerialUSB.cpp, include/tusb_config.h.
#ifndef OCEANHIL_SERIAL_USB_H
#define OCEANHIL_SERIAL_USB_H

#include "api/HardwareSerial.h"
#include "oceanhil/line.h"

class SerialUSB : public arduino::HardwareSerial {
  public:
    void begin(unsigned long baud = 115200) override;
    void begin(unsigned long baud, uint16_t) override { begin(baud); }
    void end() override { line_.close(); }
    int peek() override { return line_.is_open() ? line_.peek() : 0; }
    int read() override { return line_.read(); }
    int available() override;
    int availableForWrite() override { return line_.is_open() ? kBufferBytes : 0; }
    void flush() override {}
    size_t write(uint8_t octet) override { return line_.write(&octet, 1); }
    size_t write(const uint8_t* bytes, size_t count) override { return line_.write(bytes, count); }
    using Print::write;
    // Somebody always listens at the other end.
    operator bool() override { return line_.is_open(); }
    bool dtr() { return line_.is_open(); }
    bool rts() { return line_.is_open(); }
    void ignoreFlowControl(bool = true) {}
    void setDebugOutput(bool) {}

  private:
    static constexpr int kBufferBytes = 256;

    oceanhil::Line line_{oceanhil::Attached::console, true};
};

extern SerialUSB Serial;

#endif
