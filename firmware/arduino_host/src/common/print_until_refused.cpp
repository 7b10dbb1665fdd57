// What the cores of the ESP8266 and the RP2040 have alike of `Print`; the ESP32's goes on after a byte that was
// refused.
#ifndef ESP32
#include <Print.h>

size_t Print::write(const uint8_t* bytes, size_t count) {
    size_t written = 0;
    while (written < count && write(bytes[written]) != 0) {
        ++written;
    }
    return written;
}

size_t Print::printf_P(const char* format, ...) {
    va_list values;
    va_start(values, format);
    const size_t written = put_format(format, values);
    va_end(values);
    return written;
}

#endif
