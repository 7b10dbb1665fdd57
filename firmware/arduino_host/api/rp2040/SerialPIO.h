/// A serial line by the PIO of arduino-pico: nothing is attached. Facts: cores/rp2040/SerialPIO.h.
#ifndef OCEANHIL_SERIAL_PIO_H
#define OCEANHIL_SERIAL_PIO_H

#include <Arduino.h>

#include "oceanhil/idle_serial.h"

class SerialPIO : public oceanhil::IdleSerial {
  public:
    SerialPIO(pin_size_t tx, pin_size_t rx, size_t fifoSize = 32) { (void)tx, (void)rx, (void)fifoSize; }

    void begin(unsigned long baud = 115200) { begin(baud, SERIAL_8N1); }
    void begin(unsigned long baud, uint16_t config) {
        (void)baud, (void)config;
        open();
    }
    bool setInvertTX(bool invert = true) { return (void)invert, !is_open(); }
    bool setInvertRX(bool invert = true) { return (void)invert, !is_open(); }
    bool overflow() { return false; }
    operator bool() { return is_open(); }
};

#endif
