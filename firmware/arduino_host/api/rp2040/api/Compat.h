/// Numbers where modes and levels are meant: what older sketches pass. Facts: api/Compat.h of ArduinoCore-API.
#ifndef OCEANHIL_API_COMPAT_H
#define OCEANHIL_API_COMPAT_H

#include "Common.h"

namespace arduino {

inline void pinMode(pin_size_t pin, int mode) { ::pinMode(pin, static_cast<PinMode>(mode)); }

inline void digitalWrite(pin_size_t pin, int status) { ::digitalWrite(pin, static_cast<PinStatus>(status)); }

}  // namespace arduino

#endif
