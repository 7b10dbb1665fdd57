/// What surrounds a sensor.
#ifndef OCEANHIL_MACHINE_PARTS_CLIMATE_H
#define OCEANHIL_MACHINE_PARTS_CLIMATE_H

#include <stdint.h>

namespace oceanhil::parts {

/// Tenths of a degree Celsius and of a percent.
struct Climate {
    int16_t temperature_tenths = 0;
    uint16_t humidity_tenths = 0;
};

}  // namespace oceanhil::parts

#endif
