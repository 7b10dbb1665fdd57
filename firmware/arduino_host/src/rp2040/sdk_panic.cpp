#include <boot.h>
#include <machine.h>
#include <pico/platform.h>
#include <stdarg.h>
#include <string.h>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kPanicBytes = 200;
constexpr char kPanicHead[] = "\r\n*** PANIC ***\r\n\r\n";

void tell_panic(const char* text) { machine::console_write(reinterpret_cast<const uint8_t*>(text), strlen(text)); }

}  // namespace

extern "C" void panic(const char* format, ...) {
    char text[kPanicBytes];
    va_list arguments;
    va_start(arguments, format);
    oceanhil_vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tell_panic(kPanicHead);
    tell_panic(text);
    tell_panic("\r\n");
    machine::crash(machine::Crash::panic);
}
