#ifndef OCEANREMOTE_NUMBER_H
#define OCEANREMOTE_NUMBER_H

#include <stdint.h>

namespace oceanremote {

/// A JSON number, read character by character into decimal digits and a power of ten: no floating point.
class Number {
  public:
    void take(char character);

    /// Written without point and exponent.
    bool is_integer() const { return integer_; }
    /// What no reader of the reference implementation takes: an integer of more than 4,300 digits, or a number beyond
    /// what 64-bit floating point holds.
    bool too_long() const;
    /// The value of an integer within 18 digits; false for any other.
    bool integer(int64_t& value) const;
    /// A positive number of seconds as whole milliseconds below 2^31; false for any other.
    bool milliseconds(uint32_t& value) const;

  private:
    int32_t power_of_ten() const;

    uint64_t digits_ = 0;
    int32_t kept_ = 0;
    int32_t written_ = 0;
    int32_t shift_ = 0;
    int32_t exponent_ = 0;
    bool negative_ = false;
    bool integer_ = true;
    bool in_exponent_ = false;
    bool exponent_negative_ = false;
};

}  // namespace oceanremote

#endif
