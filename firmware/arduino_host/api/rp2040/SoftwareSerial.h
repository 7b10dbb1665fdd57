/// `SoftwareSerial` of arduino-pico, by its PIO: nothing is attached. Facts: cores/rp2040/SoftwareSerial.h.
#ifndef OCEANHIL_SOFTWARE_SERIAL_H
#define OCEANHIL_SOFTWARE_SERIAL_H

#include <Arduino.h>

#include "SerialPIO.h"

class SoftwareSerial : public SerialPIO {
  public:
    SoftwareSerial(pin_size_t rx, pin_size_t tx, bool invert = false) : SerialPIO(tx, rx) { (void)invert; }

    bool isListening() { return true; }
};

#endif
