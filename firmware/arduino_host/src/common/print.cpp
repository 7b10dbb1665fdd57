// What `Print` of each core does alike: compiled against the family's own Print.h.
#include <Print.h>
#include <stdlib.h>

#include "oceanhil/digits.h"
#include "oceanhil/format.h"

namespace {

using oceanhil::Case;
using oceanhil::chip_long;

constexpr unsigned kUsualBase = 10;
// As long as a text is that needs no place on the heap, with its end.
constexpr size_t kOnStack = 64;

}  // namespace

size_t Print::put_number(bool negative, uint64_t size, int base) {
    // The cores keep a base in eight bits, and none below 2.
    const unsigned kept = static_cast<uint8_t>(base);
    char room[oceanhil::kDigitsRoom];
    // Two writes, as in the cores: whoever takes bytes may refuse the one and take the other.
    const size_t sign = negative ? print('-') : 0;
    return sign + write(oceanhil::digits_of(size, kept < 2 ? kUsualBase : kept, Case::upper, room));
}

size_t Print::print(unsigned char value, int base) { return print(static_cast<unsigned long>(value), base); }

size_t Print::print(int value, int base) { return print(static_cast<long>(value), base); }

size_t Print::print(unsigned int value, int base) { return print(static_cast<unsigned long>(value), base); }

size_t Print::print(long value, int base) {
    if (base == 0 && kBaseZeroIsAByte) {
        return write(static_cast<uint8_t>(value));
    }
    // Of a base other than ten, the 32 bits of the chip's `long` are printed.
    const auto bits = static_cast<uint32_t>(value);
    const bool negative = base == DEC && chip_long(value) < 0;
    return put_number(negative, negative ? 0 - bits : bits, base);
}

size_t Print::print(long long value, int base) {
    if (base == 0 && kBaseZeroIsAByte) {
        return write(static_cast<uint8_t>(value));
    }
    const bool negative = base == DEC && value < 0;
    const auto bits = static_cast<uint64_t>(value);
    return put_number(negative, negative ? 0 - bits : bits, base);
}

size_t Print::print(unsigned long value, int base) {
    return base == 0 ? write(static_cast<uint8_t>(value)) : put_number(false, chip_long(value), base);
}

size_t Print::print(unsigned long long value, int base) {
    return base == 0 ? write(static_cast<uint8_t>(value)) : put_number(false, value, base);
}

size_t Print::put_format(const char* format, va_list values) {
    char on_stack[kOnStack];
    va_list again;
    va_copy(again, values);
    const int length = oceanhil_vsnprintf(on_stack, kOnStack, format, again);
    va_end(again);
    if (length < 0) {
        return 0;
    }
    const auto count = static_cast<size_t>(length);
    if (count < kOnStack) {
        return write(reinterpret_cast<const uint8_t*>(on_stack), count);
    }
    char* text = static_cast<char*>(malloc(count + 1));
    if (text == nullptr) {
        return 0;
    }
    oceanhil_vsnprintf(text, count + 1, format, values);
    const size_t written = write(reinterpret_cast<const uint8_t*>(text), count);
    free(text);
    return written;
}

size_t Print::printf(const char* format, ...) {
    va_list values;
    va_start(values, format);
    const size_t written = put_format(format, values);
    va_end(values);
    return written;
}
