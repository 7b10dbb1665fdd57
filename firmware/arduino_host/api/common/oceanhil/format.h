/// Formats of `printf`, as the chips read them.
///
/// On all three chips `long`, `size_t` and `ptrdiff_t` have 32 bits, and `int32_t` may be `long`: a sketch may print an
/// `int32_t` with `%ld`. On this machine `long` has 64 bits, so such a format would read more than was passed. The
/// calls here read formats as the chips do: an `l`, `z` or `t` before a conversion of integers is passed over, `ll` and
/// `j` stay. A sketch's own `snprintf` and its like are these calls; `printf` is a member's name too, and is not
/// touched.
#ifndef OCEANHIL_FORMAT_H
#define OCEANHIL_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
// Which takes macros away that have the names of its functions, and does so once.
#include <cstdio>

extern "C" {
#endif

/// Writes the format into `room`, which must have place for as much as `format`, as this machine must read it.
void oceanhil_chip_format(const char* format, char* room);

int oceanhil_vsnprintf(char* text, size_t room, const char* format, va_list values);
int oceanhil_snprintf(char* text, size_t room, const char* format, ...);
int oceanhil_vsprintf(char* text, const char* format, va_list values);
int oceanhil_sprintf(char* text, const char* format, ...);

#ifdef __cplusplus
}

// A sketch may say `std::snprintf`.
namespace std {
using ::oceanhil_snprintf;
using ::oceanhil_sprintf;
using ::oceanhil_vsnprintf;
using ::oceanhil_vsprintf;
}  // namespace std
#endif

#endif
