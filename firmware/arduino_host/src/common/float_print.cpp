#include "oceanhil/float_print.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "oceanhil/format.h"

namespace oceanhil {

namespace {

constexpr double kDecimalBase = 10.0;
constexpr double kLargest = 4294967040.0;

const char* word_for(double number) {
    if (isnan(number)) {
        return "nan";
    }
    if (isinf(number)) {
        return "inf";
    }
    return number > kLargest || number < -kLargest ? "ovf" : nullptr;
}

double rounded(double number, int decimals) {
    double half = 0.5;
    for (int digit = 0; digit < decimals; ++digit) {
        half /= kDecimalBase;
    }
    return number + half;
}

}  // namespace

void print_float(double number, int decimals, char (&text)[kFloatPrintRoom]) {
    if (const char* word = word_for(number)) {
        strcpy(text, word);
        return;
    }
    const bool negative = number < 0.0;
    const double left = rounded(negative ? -number : number, decimals);
    const auto whole = static_cast<uint32_t>(left);
    char* at = text + oceanhil_sprintf(text, "%s%u%s", negative ? "-" : "", whole, decimals > 0 ? "." : "");
    double remainder = left - static_cast<double>(whole);
    for (int digit = 0; digit < decimals; ++digit) {
        remainder *= kDecimalBase;
        const int next = static_cast<int>(remainder);
        at += oceanhil_sprintf(at, "%d", next);
        remainder -= next;
    }
}

}  // namespace oceanhil
