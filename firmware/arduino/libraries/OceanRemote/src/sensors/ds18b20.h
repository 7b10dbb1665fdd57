/// A DS18B20, over the libraries "OneWire" and "DallasTemperature": include this only in a sketch that has them.
#pragma once

#include <DallasTemperature.h>
#include <OneWire.h>
#include <math.h>

#include "sensor.h"

class Ds18b20Sensor : public Sensor {
  public:
    explicit Ds18b20Sensor(uint8_t pin) : pin_(pin), sensors_(&wire_) {}

    void begin() override {
        wire_.begin(pin_);
        sensors_.begin();
        // A conversion takes up to 750 ms: a reading is of the conversion that the reading before it began.
        sensors_.setWaitForConversion(false);
        sensors_.requestTemperatures();
    }

    bool read(Climate& climate) override {
        const float temperature = sensors_.getTempCByIndex(0);
        sensors_.requestTemperatures();
        if (temperature <= DEVICE_DISCONNECTED_C) {
            return false;
        }
        climate = {static_cast<int32_t>(lroundf(temperature * 10)), 0};
        return true;
    }

  private:
    uint8_t pin_;
    OneWire wire_;
    DallasTemperature sensors_;
};
