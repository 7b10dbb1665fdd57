#include <math.h>
#include <string.h>

#include <limits>

#include "oceanhil/number_text.h"

namespace oceanhil {

namespace {

constexpr double kTen = 10.0;

/// A number between 1 and 10, and how many digits stand before its point.
struct Scaled {
    double number;
    int digits;
};

double half_of_last_digit(unsigned decimals) {
    double divisor = 2.0;
    for (unsigned digit = 0; digit < decimals; ++digit) {
        divisor *= kTen;
    }
    return 1.0 / divisor;
}

Scaled scaled(double number, Compensation compensation) {
    double power = 1.0;
    int digits = 1;
    for (; number >= kTen * power; ++digits) {
        power *= kTen;
    }
    if (compensation == Compensation::one_epsilon) {
        number *= 1 + std::numeric_limits<double>::epsilon();
    }
    return {number / power, digits};
}

char* fill(char* text, int spaces) {
    for (; spaces > 0; --spaces) {
        *text++ = ' ';
    }
    return text;
}

/// The next digit; what is left is ten times as large.
char take_digit(double& number) {
    const int whole = static_cast<int8_t>(number);
    number = (number - (whole > 9 ? 9 : whole)) * kTen;
    return static_cast<char>('0' + (whole > 9 ? 9 : whole));
}

char* put_digits(char* text, Scaled value, int decimals) {
    for (int left = value.digits + decimals - 1; left >= 0; --left) {
        *text++ = take_digit(value.number);
        if (left == decimals && decimals > 0) {
            *text++ = '.';
        }
    }
    return text;
}

}  // namespace

char* float_text(double number, int width, unsigned decimals, Compensation compensation, char* text) {
    if (isnan(number) || isinf(number)) {
        return strcpy(text, isnan(number) ? "nan" : "inf");
    }
    const bool negative = number < 0.0;
    const int places = static_cast<int>(decimals);
    const Scaled value = scaled((negative ? -number : number) + half_of_last_digit(decimals), compensation);
    const int taken = value.digits + (places > 0 ? places + 1 : 0) + (negative ? 1 : 0);
    char* at = fill(text, width - taken);
    if (negative) {
        *at++ = '-';
    }
    *put_digits(at, value, places) = '\0';
    return text;
}

}  // namespace oceanhil
