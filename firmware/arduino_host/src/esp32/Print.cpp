#include <Print.h>
#include <time.h>

#include "oceanhil/float_print.h"

namespace {

constexpr size_t kTimeRoom = 64;

}  // namespace

size_t Print::write(const uint8_t* bytes, size_t count) {
    size_t written = 0;
    for (size_t at = 0; at < count; ++at) {
        written += write(bytes[at]);
    }
    return written;
}

size_t Print::print(double value, int decimals) {
    char text[oceanhil::kFloatPrintRoom];
    oceanhil::print_float(value, static_cast<uint8_t>(decimals), text);
    return write(text);
}

size_t Print::print(struct tm* time, const char* format) {
    char text[kTimeRoom];
    return strftime(text, sizeof(text), format == nullptr ? "%c" : format, time) == 0 ? 0 : write(text);
}

size_t Print::vprintf(const char* format, va_list values) { return put_format(format, values); }

size_t Print::printf(const __FlashStringHelper* format, ...) {
    va_list values;
    va_start(values, format);
    const size_t written = put_format(reinterpret_cast<const char*>(format), values);
    va_end(values);
    return written;
}
