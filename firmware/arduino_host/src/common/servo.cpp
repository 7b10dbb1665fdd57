#include "oceanhil/servo.h"

#include <machine.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr int kMostDegrees = 180;
// What is below is an angle.
constexpr int kLeastPulseUs = 200;
constexpr int kFullDuty = 65535;

int clamped(int value, int least, int most) { return value < least ? least : (value > most ? most : value); }

/// The nearest of `to` to what `value` is of `from`, both from 0 on.
int in_proportion(int value, int from, int to) { return from == 0 ? 0 : (value * to + from / 2) / from; }

}  // namespace

void Servo::begin(uint8_t pin, int least_us, int most_us, int value_us) {
    pin_ = pin;
    least_us_ = least_us;
    most_us_ = most_us;
    is_attached_ = true;
    machine::pin_mode(pin, machine::PinMode::output);
    write(value_us);
}

void Servo::detach() {
    if (is_attached_) {
        machine::pwm_write(pin_, 0);
        is_attached_ = false;
    }
}

void Servo::write(int value) {
    const int angle = clamped(value, 0, kMostDegrees);
    const int turned_us = least_us_ + in_proportion(angle, kMostDegrees, most_us_ - least_us_);
    writeMicroseconds(value < kLeastPulseUs ? turned_us : value);
}

void Servo::writeMicroseconds(int value) {
    value_us_ = clamped(value, least_us_, most_us_);
    if (is_attached_) {
        machine::pwm_write(pin_, static_cast<uint16_t>(value_us_ * kFullDuty / REFRESH_INTERVAL));
    }
}

int Servo::read() { return in_proportion(value_us_ - least_us_, most_us_ - least_us_, kMostDegrees); }

}  // namespace oceanhil
