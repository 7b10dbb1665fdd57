// What C's library has of files on an ESP8266: any name opens, holds nothing and takes everything. A sketch's objects
// call these names (firmware/sketches/host_files.py); calls of C that are not here are not there. Facts: esp8266/Arduino,
// cores/esp8266/libc_replacements.cpp.
#include <stdio.h>

namespace {

ssize_t read_nothing(void*, char*, size_t) { return 0; }
ssize_t take_all(void*, const char*, size_t bytes) { return static_cast<ssize_t>(bytes); }
int stay_at_beginning(void*, off64_t* offset, int) {
    *offset = 0;
    return 0;
}

}  // namespace

extern "C" {

FILE* oceanhil_c_fopen(const char*, const char* mode) {
    constexpr cookie_io_functions_t kCalls = {read_nothing, take_all, stay_at_beginning, nullptr};
    return fopencookie(nullptr, mode, kCalls);
}

int oceanhil_c_fflush(FILE* stream) { return fflush(stream); }
}
