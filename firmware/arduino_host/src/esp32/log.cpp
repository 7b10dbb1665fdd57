#include <esp32-hal-log.h>
#include <stdarg.h>
#include <string.h>

#include "machine.h"
#include "oceanhil/format.h"
#include "oceanhil/patience.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kLogRoom = 512;

}  // namespace

extern "C" {

unsigned oceanhil_log_millis() { return oceanhil::chip_millis(); }

const char* pathToFileName(const char* path) {
    const char* folder_end = strrchr(path, '/');
    return folder_end == nullptr ? path : folder_end + 1;
}

int log_printf(const char* format, ...) {
    char text[kLogRoom];
    va_list values;
    va_start(values, format);
    const int length = oceanhil_vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    machine::console_write(reinterpret_cast<const uint8_t*>(text), strlen(text));
    return length;
}

}  // extern "C"
