#include "number.h"

namespace oceanremote {

namespace {

constexpr int32_t kMostKept = 18;
// A greater exponent makes no other number of seconds: of so few digits it is none in any case.
constexpr int32_t kGreatExponent = 1000;
constexpr uint64_t kMillisecondsEnd = uint64_t{1} << 31;

}  // namespace

void Number::take(char character) {
    if (characters_ > kLongest) {
        return;
    }
    ++characters_;
    if (character == '-') {
        (in_exponent_ ? exponent_negative_ : negative_) = true;
    } else if (character == '.') {
        integer_ = false;
    } else if (character == 'e' || character == 'E') {
        integer_ = false;
        in_exponent_ = true;
    } else if (character != '+') {
        take_digit(static_cast<uint32_t>(character - '0'));
    }
}

void Number::take_digit(uint32_t digit) {
    if (in_exponent_) {
        exponent_ = exponent_ < kGreatExponent ? exponent_ * 10 + static_cast<int32_t>(digit) : exponent_;
        return;
    }
    const bool keep = kept_ < kMostKept;
    if (keep && (digits_ != 0 || digit != 0)) {
        digits_ = digits_ * 10u + digit;
        ++kept_;
    }
    // Digits behind the point that are kept make the power smaller; digits before it that are not, greater.
    if (!integer_ && keep) {
        --shift_;
    } else if (integer_ && !keep) {
        ++shift_;
    }
}

bool Number::integer(int64_t& value) const {
    if (!integer_ || shift_ != 0) {
        return false;
    }
    value = negative_ ? -static_cast<int64_t>(digits_) : static_cast<int64_t>(digits_);
    return true;
}

bool Number::milliseconds(uint32_t& value) const {
    if (negative_ || digits_ == 0 || characters_ > kLongest) {
        return false;
    }
    int32_t power = shift_ + (exponent_negative_ ? -exponent_ : exponent_) + 3;
    uint64_t result = digits_;
    for (; power > 0; --power) {
        if (result >= kMillisecondsEnd) {
            return false;
        }
        result *= 10u;
    }
    for (; power < 0 && result != 0; ++power) {
        result /= 10u;
    }
    value = static_cast<uint32_t>(result);
    return result < kMillisecondsEnd;
}

}  // namespace oceanremote
