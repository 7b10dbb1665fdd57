/// Numbers as digits: what `itoa` and its like, `String` and `Print` have in common.
#ifndef OCEANHIL_DIGITS_H
#define OCEANHIL_DIGITS_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

/// Place for 64 bits in any base, a sign and the end.
constexpr size_t kDigitsRoom = 8 * sizeof(uint64_t) + 2;

enum class Case : uint8_t { lower, upper };

/// Writes a number in a base of 2 or more, from the end of `room`; gives where it begins.
char* digits_of(uint64_t value, unsigned base, Case letters, char (&room)[kDigitsRoom]);

/// The `long` of a chip has 32 bits: what one holds here beyond them would not be there.
constexpr int32_t chip_long(long value) { return static_cast<int32_t>(value); }
constexpr uint32_t chip_long(unsigned long value) { return static_cast<uint32_t>(value); }

}  // namespace oceanhil

#endif
