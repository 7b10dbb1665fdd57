// Facts: the newlib of the ESP8266's toolchain, sys/stdio.h.
#include <pgmspace.h>
#include <stdarg.h>
#include <stdio.h>

extern "C" int printf_P(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int letters = vprintf(format, arguments);
    va_end(arguments);
    return letters;
}
