// Stand-in: signatures only. https://github.com/milesburton/Arduino-Temperature-Control-Library
#pragma once

#include <stdint.h>

#include "OneWire.h"

#define DEVICE_DISCONNECTED_C -127

class DallasTemperature {
  public:
    struct request_t {
        bool result;
        unsigned long timestamp;
    };
    DallasTemperature(OneWire* wire);
    void begin();
    void setWaitForConversion(bool flag);
    request_t requestTemperatures();
    float getTempCByIndex(uint8_t index);
};
