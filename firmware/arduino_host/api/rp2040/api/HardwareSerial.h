/// What serial lines of arduino-pico are. Facts: api/HardwareSerial.h of ArduinoCore-API.
#ifndef OCEANHIL_API_HARDWARE_SERIAL_H
#define OCEANHIL_API_HARDWARE_SERIAL_H

#include <inttypes.h>

#include "Stream.h"
#include "oceanhil/serial_configs.h"

enum : unsigned long { OCEANHIL_SERIAL_CONFIGS(OCEANHIL_API_CONFIG) };

namespace arduino {

class HardwareSerial : public Stream {
  public:
    virtual void begin(unsigned long baudrate) = 0;
    virtual void begin(unsigned long baudrate, uint16_t config) = 0;
    virtual void end() = 0;
    int available() override = 0;
    int peek() override = 0;
    int read() override = 0;
    void flush() override = 0;
    size_t write(uint8_t octet) override = 0;
    using Print::write;
    virtual operator bool() = 0;
};

/// Calls the sketch's `serialEvent`, if there is one and bytes have arrived: after each `loop`.
void serialEventRun();

}  // namespace arduino

using arduino::HardwareSerial;

#endif
