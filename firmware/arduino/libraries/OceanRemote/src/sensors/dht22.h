/// A DHT22 (AM2302), over Adafruit's "DHT sensor library": include this only in a sketch that has that library.
#pragma once

#include <DHT.h>
#include <math.h>

#include "sensor.h"

class Dht22Sensor : public Sensor {
  public:
    explicit Dht22Sensor(uint8_t pin) : dht_(pin, DHT22) {}

    void begin() override { dht_.begin(); }

    bool read(Climate& climate) override {
        const float temperature = dht_.readTemperature();
        const float humidity = dht_.readHumidity();
        if (isnan(temperature) || isnan(humidity)) {
            return false;
        }
        climate = {static_cast<int32_t>(lroundf(temperature * 10)), static_cast<int32_t>(lroundf(humidity * 10))};
        return true;
    }

  private:
    DHT dht_;
};
