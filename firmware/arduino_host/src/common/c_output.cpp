#include "oceanhil/c_output.h"

#include <boot.h>
#include <machine.h>
#include <stdio.h>
#include <sys/types.h>
#include <tasks.h>

#include <iostream>
#include <streambuf>

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

/// As ESP-IDF does it, whose streams have locks that nobody can take while interrupts wait (newlib/locks.c).
ssize_t write_with_returns(void*, const char* data, size_t bytes) {
    if (machine::do_interrupts_wait()) {
        machine::crash(machine::Crash::abort);
    }
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

ssize_t write_nowhere(void*, const char*, size_t bytes) { return static_cast<ssize_t>(bytes); }

cookie_write_function_t* writer(LineEnd line_end) {
    return line_end == LineEnd::with_return ? write_with_returns : write_as_it_is;
}

/// What the streams of C++ write into: they took the stream of C that was there before the board began.
class Letters : public std::streambuf {
  public:
    explicit Letters(FILE* stream) : stream_(stream) {}

  protected:
    int_type overflow(int_type letter) override {
        return traits_type::eq_int_type(letter, traits_type::eof()) ? traits_type::not_eof(letter)
                                                                    : putc(letter, stream_);
    }
    std::streamsize xsputn(const char* data, std::streamsize count) override {
        return static_cast<std::streamsize>(fwrite(data, 1, static_cast<size_t>(count), stream_));
    }
    int sync() override { return fflush(stream_); }

  private:
    FILE* stream_;
};

void print_streams() {
    static Letters letters(stdout);
    std::cout.rdbuf(&letters);
}

void print_streams_of_errors() {
    static Letters letters(stderr);
    std::cerr.rdbuf(&letters);
    std::clog.rdbuf(&letters);
}

/// Lets a stream write by this function from now on; `line`: where a line is gathered, nullptr: nowhere.
void redirect(FILE*& stream, cookie_write_function_t* write, char* line) {
    FILE* const opened = fopencookie(nullptr, "w", {nullptr, write, nullptr, nullptr});
    if (opened != nullptr) {
        setvbuf(opened, line, line == nullptr ? _IONBF : _IOLBF, kLineRoom);
        stream = opened;
    }
}

}  // namespace

void print_on_console(LineEnd line_end) {
    static char line[kLineRoom];
    redirect(stdout, writer(line_end), line);
    print_streams();
}

void print_errors_on_console(LineEnd line_end) {
    redirect(stderr, writer(line_end), nullptr);
    print_streams_of_errors();
}

void print_nowhere() {
    redirect(stdout, write_nowhere, nullptr);
    print_streams();
}

void print_errors_nowhere() {
    redirect(stderr, write_nowhere, nullptr);
    print_streams_of_errors();
}

}  // namespace oceanhil
