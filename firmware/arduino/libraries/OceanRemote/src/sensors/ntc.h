/// A thermistor of 10 kΩ at 25 °C between the analogue pin and ground, with 10 kΩ to the supply.
#pragma once

#include <Arduino.h>
#include <math.h>

#include "sensor.h"

class NtcSensor : public Sensor {
  public:
    /// `full_scale` is what `analogRead` gives at the supply: 4095 on ESP32, 1023 elsewhere by default. `beta` in
    /// kelvin.
    NtcSensor(uint8_t pin, int full_scale, float beta = 3950) : pin_(pin), full_scale_(full_scale), beta_(beta) {}

    bool read(Climate& climate) override {
        const int level = analogRead(pin_);
        if (level <= 0 || level >= full_scale_) {
            return false;
        }
        // The two resistors are equal at 25 °C: their ratio is that of the voltages (beta equation).
        const float ratio = static_cast<float>(level) / static_cast<float>(full_scale_ - level);
        const float kelvin = 1.0F / (1.0F / 298.15F + logf(ratio) / beta_);
        climate = {static_cast<int32_t>(lroundf((kelvin - 273.15F) * 10)), 0};
        return true;
    }

  private:
    uint8_t pin_;
    int full_scale_;
    float beta_;
};
