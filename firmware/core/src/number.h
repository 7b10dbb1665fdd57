#ifndef OCEANREMOTE_NUMBER_H
#define OCEANREMOTE_NUMBER_H

#include <stdint.h>

namespace oceanremote {

/// A JSON number, read character by character into decimal digits and a power of ten: no floating point.
class Number {
  public:
    /// With more characters than this, a number is no lifetime: it is written to be none.
    static constexpr int32_t kLongestLifetime = 64;

    void take(char character);

    /// Written without point and exponent.
    bool is_integer() const { return integer_; }
    /// An integer of more than 4,300 digits: what readers of decimal numbers refuse (Python, "Integer string
    /// conversion length limitation").
    bool too_long() const { return written_ > kMostWritten; }
    /// The value of an integer within 18 digits; false for any other.
    bool integer(int64_t& value) const;
    /// A positive number of seconds as whole milliseconds below 2^31, cut, not rounded; false for any other.
    bool milliseconds(uint32_t& value) const;

  private:
    static constexpr int32_t kMostWritten = 4300;

    void take_digit(uint32_t digit);

    uint64_t digits_ = 0;
    /// Digits kept, from the first that is not 0; digits written, of mantissa; characters of all kinds.
    int32_t kept_ = 0;
    int32_t written_ = 0;
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
