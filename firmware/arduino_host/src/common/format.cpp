#include "oceanhil/format.h"

#include <string.h>

namespace {

constexpr const char* kBeforeConversion = "#0- +'123456789.*";
constexpr const char* kIntegers = "diuxXob";

bool is_one_of(char letter, const char* letters) { return letter != '\0' && strchr(letters, letter) != nullptr; }

/// What 32 bits are on a chip: `long`, `size_t`, `ptrdiff_t`, before an integer.
bool is_narrowed(const char* size) { return is_one_of(*size, "lzt") && is_one_of(size[1], kIntegers); }

/// Copies a conversion up to where its size stands; gives how much that was.
size_t copy_width(const char* conversion, char* room) {
    const size_t length = 1 + strspn(conversion + 1, kBeforeConversion);
    memcpy(room, conversion, length);
    return length;
}

}  // namespace

extern "C" {

void oceanhil_chip_format(const char* format, char* room) {
    while (*format != '\0') {
        if (*format == '%') {
            const size_t length = copy_width(format, room);
            room += length;
            format += length;
            format += is_narrowed(format) ? 1 : 0;
        }
        // The letter of the conversion, or one outside of any; a format may end within a conversion.
        if (*format != '\0') {
            *room++ = *format++;
        }
    }
    *room = '\0';
}

// On the stack, since the sketch's heap is as small as the chip's.
// In brackets the names of the C library are its functions, whatever macros there are.
#define OCEANHIL_CHIP_FORMAT(read, format)                                 \
    char* read = static_cast<char*>(__builtin_alloca(strlen(format) + 1)); \
    oceanhil_chip_format(format, read)

int oceanhil_vsnprintf(char* text, size_t room, const char* format, va_list values) {
    OCEANHIL_CHIP_FORMAT(read, format);
    return (vsnprintf)(text, room, read, values);
}

int oceanhil_snprintf(char* text, size_t room, const char* format, ...) {
    va_list values;
    va_start(values, format);
    const int length = oceanhil_vsnprintf(text, room, format, values);
    va_end(values);
    return length;
}

int oceanhil_vsprintf(char* text, const char* format, va_list values) {
    OCEANHIL_CHIP_FORMAT(read, format);
    return (vsprintf)(text, read, values);
}

int oceanhil_sprintf(char* text, const char* format, ...) {
    va_list values;
    va_start(values, format);
    const int length = oceanhil_vsprintf(text, format, values);
    va_end(values);
    return length;
}

}  // extern "C"
