/// What the device reports: an interface, and a simulated sensor for boards without one.
#pragma once

#include <stdint.h>

struct Climate {
    /// Tenths of a degree Celsius.
    int32_t temperature_tenths;
    /// Tenths of a percent; 0 where the sensor has no humidity.
    int32_t humidity_tenths;
};

class Sensor {
  public:
    virtual ~Sensor() = default;
    /// Sets the sensor up: called once, from `setup()`, when pins may be touched.
    virtual void begin() {}
    /// Fills in what is measured now. False: the sensor does not answer; `climate` is then left alone.
    virtual bool read(Climate& climate) = 0;
};

/// 23.5 °C and 62.0 %, always.
class SimulatedSensor : public Sensor {
  public:
    bool read(Climate& climate) override {
        climate = {235, 620};
        return true;
    }
};
