#include <Print.h>

#include "oceanhil/number_text.h"

namespace {

constexpr size_t kMostDecimals = 255;
constexpr size_t kFlashPart = 128;

}  // namespace

size_t Print::print(double value, int decimals) {
    char text[oceanhil::kFloatRoom + kMostDecimals];
    return write(dtostrf(value, 0, static_cast<uint8_t>(decimals), text));
}

/// Goes out in parts, and what is left of one is tried again until nothing of it is taken.
size_t Print::print(const __FlashStringHelper* text) {
    const char* at = reinterpret_cast<const char*>(text);
    size_t left = strlen(at);
    while (left > 0) {
        const size_t taken = write(at, left < kFlashPart ? left : kFlashPart);
        if (taken == 0) {
            break;
        }
        at += taken;
        left -= taken;
    }
    return static_cast<size_t>(at - reinterpret_cast<const char*>(text));
}
