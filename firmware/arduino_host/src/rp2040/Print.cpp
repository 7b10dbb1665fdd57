#include <Print.h>

#include "oceanhil/float_print.h"

namespace {

constexpr int kDecimals = 2;

int kept_decimals(int decimals) {
    if (decimals < 0) {
        return kDecimals;
    }
    return decimals < oceanhil::kMostDecimals ? decimals : oceanhil::kMostDecimals;
}

}  // namespace

size_t Print::print(double value, int decimals) {
    char text[oceanhil::kFloatPrintRoom];
    oceanhil::print_float(value, kept_decimals(decimals), text);
    return write(text);
}
