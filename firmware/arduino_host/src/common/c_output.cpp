#include "oceanhil/c_output.h"

#include <machine.h>
#include <stdio.h>
#include <sys/types.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr size_t kLineRoom = 128;

void write_console(const char* data, size_t bytes) {
    machine::console_write(reinterpret_cast<const uint8_t*>(data), bytes);
}

ssize_t write_as_it_is(void*, const char* data, size_t bytes) {
    write_console(data, bytes);
    return static_cast<ssize_t>(bytes);
}

ssize_t write_with_returns(void*, const char* data, size_t bytes) {
    size_t begun = 0;
    for (size_t at = 0; at < bytes; ++at) {
        if (data[at] == '\n') {
            write_console(data + begun, at - begun);
            write_console("\r\n", 2);
            begun = at + 1;
        }
    }
    if (begun < bytes) {
        write_console(data + begun, bytes - begun);
    }
    return static_cast<ssize_t>(bytes);
}

}  // namespace

void print_on_console(LineEnd line_end) {
    static char line[kLineRoom];
    const bool has_return = line_end == LineEnd::with_return;
    FILE* const opened =
        fopencookie(nullptr, "w", {nullptr, has_return ? write_with_returns : write_as_it_is, nullptr, nullptr});
    if (opened != nullptr) {
        setvbuf(opened, line, _IOLBF, sizeof line);
        stdout = opened;
    }
}

}  // namespace oceanhil
