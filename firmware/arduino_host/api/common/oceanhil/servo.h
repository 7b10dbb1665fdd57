/// A servo on a pin: what is written to it is read again. Its pulses show on the pin as a part of their period of
/// 20 ms. Facts: libraries/Servo/src/Servo.h of the two cores that have one.
#ifndef OCEANHIL_SERVO_H
#define OCEANHIL_SERVO_H

#include <stdint.h>

#define DEFAULT_NEUTRAL_PULSE_WIDTH 1500
#define REFRESH_INTERVAL 20000

namespace oceanhil {

class Servo {
  public:
    Servo(int least_us, int most_us) : least_us_(least_us), most_us_(most_us), value_us_(DEFAULT_NEUTRAL_PULSE_WIDTH) {}
    Servo(const Servo&) = delete;
    Servo& operator=(const Servo&) = delete;
    ~Servo() { detach(); }

    void detach();
    /// An angle; from 200 on a length of pulses in microseconds.
    void write(int value);
    void writeMicroseconds(int value);
    int read();
    int readMicroseconds() { return value_us_; }
    bool attached() { return is_attached_; }

  protected:
    void begin(uint8_t pin, int least_us, int most_us, int value_us);

  private:
    int least_us_;
    int most_us_;
    int value_us_;
    uint8_t pin_ = 0;
    bool is_attached_ = false;
};

}  // namespace oceanhil

#endif
