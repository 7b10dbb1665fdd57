/// `Servo` of the ESP8266's core. Facts: libraries/Servo/src/Servo.h.
#ifndef Servo_h
#define Servo_h

#include <Arduino.h>

#include "oceanhil/servo.h"

#define DEFAULT_MIN_PULSE_WIDTH 1000
#define DEFAULT_MAX_PULSE_WIDTH 2000
#define MAX_SERVOS 9

class Servo : public oceanhil::Servo {
  public:
    Servo() : oceanhil::Servo(DEFAULT_MIN_PULSE_WIDTH, DEFAULT_MAX_PULSE_WIDTH) {}

    /// Gives the pin.
    int attach(int pin) { return attach(pin, DEFAULT_MIN_PULSE_WIDTH, DEFAULT_MAX_PULSE_WIDTH); }
    int attach(int pin, int min, int max) { return attach(pin, min, max, DEFAULT_NEUTRAL_PULSE_WIDTH); }
    int attach(int pin, int min, int max, int value) {
        begin(static_cast<uint8_t>(pin), min, max, value);
        return pin;
    }
};

#endif
