/// A `double` as `Print` of ArduinoCore-API and of the ESP32's core write it.
#ifndef OCEANHIL_FLOAT_PRINT_H
#define OCEANHIL_FLOAT_PRINT_H

#include <stddef.h>

namespace oceanhil {

constexpr int kMostDecimals = 255;
/// Ten digits, a sign, a point, the decimals and the end.
constexpr size_t kFloatPrintRoom = 13 + kMostDecimals;

/// "nan", "inf" (of either sign), "ovf" beyond ±4294967040, else rounded half up in the arithmetic of `double`.
/// Facts: Print::printFloat of both cores.
void print_float(double number, int decimals, char (&text)[kFloatPrintRoom]);

}  // namespace oceanhil

#endif
