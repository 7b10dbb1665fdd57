#ifndef OCEANREMOTE_NUMBER_H
#define OCEANREMOTE_NUMBER_H

#include <stdint.h>

namespace oceanremote {

/// A JSON number, read character by character into decimal digits and a power of ten: no floating point.
class Number {
  public:
    void take(char character);

    /// The value of an integer within 18 digits, written without point and exponent; false for any other number.
    bool integer(int64_t& value) const;
    /// A positive number of seconds as whole milliseconds below 2^31, cut, not rounded; false for any other.
    bool milliseconds(uint32_t& value) const;

  private:
    /// With more characters than this, a number is no lifetime: it is written to be none. The rest is not read.
    static constexpr int32_t kLongest = 64;

    void take_digit(uint32_t digit);

    uint64_t digits_ = 0;
    /// Digits kept, from the first that is not 0; characters of all kinds.
    int32_t kept_ = 0;
    int32_t characters_ = 0;
    int32_t shift_ = 0;
    int32_t exponent_ = 0;
    bool negative_ = false;
    bool integer_ = true;
    bool in_exponent_ = false;
    bool exponent_negative_ = false;
};

}  // namespace oceanremote

#endif
