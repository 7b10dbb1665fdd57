#include "number.h"

namespace oceanremote {

namespace {

constexpr int32_t kMostKept = 18;
constexpr int32_t kMostWritten = 4300;
constexpr int32_t kLargestExponent = 100000;
// 10^308 is the last power of ten that a 64-bit floating point number holds, 10^-323 the smallest that is not 0 there.
constexpr int32_t kLargestPower = 308;
constexpr int32_t kSmallestPower = -323;
constexpr uint64_t kMillisecondsEnd = uint64_t{1} << 31;

}  // namespace

void Number::take(char character) {
    if (character == '-') {
        (in_exponent_ ? exponent_negative_ : negative_) = true;
    } else if (character == '.') {
        integer_ = false;
    } else if (character == 'e' || character == 'E') {
        integer_ = false;
        in_exponent_ = true;
    } else if (character != '+') {
        const int32_t digit = character - '0';
        if (in_exponent_) {
            exponent_ = exponent_ < kLargestExponent ? exponent_ * 10 + digit : exponent_;
            return;
        }
        written_ = written_ < kLargestExponent ? written_ + 1 : written_;
        const bool keep = kept_ < kMostKept;
        if (keep && (digits_ != 0 || digit != 0)) {
            digits_ = digits_ * 10u + static_cast<uint64_t>(digit);
            ++kept_;
        }
        // Digits behind the point that count make the power smaller; digits before it that do not fit, greater.
        const bool fraction = !integer_;
        shift_ += fraction && keep ? -1 : !fraction && !keep && shift_ < kLargestExponent ? 1 : 0;
    }
}

int32_t Number::power_of_ten() const { return shift_ + (exponent_negative_ ? -exponent_ : exponent_); }

bool Number::too_long() const {
    return integer_ ? written_ > kMostWritten : digits_ != 0 && kept_ - 1 + power_of_ten() > kLargestPower;
}

bool Number::integer(int64_t& value) const {
    if (!integer_ || shift_ != 0) {
        return false;
    }
    value = negative_ ? -static_cast<int64_t>(digits_) : static_cast<int64_t>(digits_);
    return true;
}

bool Number::milliseconds(uint32_t& value) const {
    int32_t power = power_of_ten() + 3;
    if (negative_ || digits_ == 0 || kept_ - 4 + power < kSmallestPower) {
        return false;
    }
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
