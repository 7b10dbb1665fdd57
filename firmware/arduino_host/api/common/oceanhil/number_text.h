/// Calls for numbers as text that C has not, but every core has.
#ifndef OCEANHIL_NUMBER_TEXT_H
#define OCEANHIL_NUMBER_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

/// As newlib has them: of other bases than ten only unsigned numbers; a base outside of 2 to 36 gives "" and NULL.
char* itoa(int value, char* text, int base);
char* utoa(unsigned value, char* text, int base);

char* ltoa(long value, char* text, int base);
char* ultoa(unsigned long value, char* text, int base);

/// The last place of `pattern` in `text`, NULL if there is none or either is empty.
const char* strrstr(const char* text, const char* pattern);

#ifdef __cplusplus
}

namespace oceanhil {

/// How a core makes up for a quotient that came out a little small.
enum class Compensation : uint8_t { none, one_epsilon };

/// `dtostrf` as the cores have it: right-aligned in `width`, rounded half up in the arithmetic of `double`, digits
/// beyond those that `double` has invented. `text` must have place for all digits.
char* float_text(double number, int width, unsigned decimals, Compensation compensation, char* text);

/// The digits that a number of `double` has before the point, the sign, the point and the end, at most.
constexpr size_t kFloatRoom = 312;

}  // namespace oceanhil
#endif

#endif
