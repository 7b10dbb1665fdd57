#include <Print.h>

#include "oceanhil/number_text.h"

namespace {

constexpr size_t kMostDecimals = 255;

}  // namespace

size_t Print::print(double value, int decimals) {
    char text[oceanhil::kFloatRoom + kMostDecimals];
    return write(dtostrf(value, 0, static_cast<uint8_t>(decimals), text));
}
