#include <esp32-hal-log.h>
#include <stdarg.h>
#include <string.h>

#include <algorithm>

#include "machine.h"
#include "oceanhil/format.h"
#include "oceanhil/patience.h"

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kLogRoom = 512;
constexpr size_t kDumpedBytes = 16;
constexpr uint8_t kFirstLetter = 0x20;
constexpr uint8_t kLastLetter = 0x7F;

void print_dump_line(const uint8_t* bytes, size_t count, bool is_alone) {
    for (size_t at = 0; at < count; ++at) {
        log_printf(at == 0 ? "0x%02x," : " 0x%02x,", bytes[at]);
    }
    for (size_t at = count; at < kDumpedBytes && !is_alone; ++at) {
        log_printf("      ");
    }
    log_printf(is_alone ? " // " : "    // ");
    for (size_t at = 0; at < count; ++at) {
        const bool is_letter = bytes[at] >= kFirstLetter && bytes[at] <= kLastLetter;
        log_printf("%c", is_letter ? bytes[at] : '.');
    }
    log_printf("\n");
}

}  // namespace

extern "C" {

unsigned oceanhil_log_millis() { return oceanhil::chip_millis(); }

const char* pathToFileName(const char* path) {
    const char* folder_end = strrchr(path, '/');
    return folder_end == nullptr ? path : folder_end + 1;
}

int log_printfv(const char* format, va_list values) {
    char text[kLogRoom];
    const int length = oceanhil_vsnprintf(text, sizeof(text), format, values);
    machine::console_write(reinterpret_cast<const uint8_t*>(text), strlen(text));
    return length;
}

int log_printf(const char* format, ...) {
    va_list values;
    va_start(values, format);
    const int length = log_printfv(format, values);
    va_end(values);
    return length;
}

void log_print_buf(const uint8_t* b, size_t len) {
    if (b == nullptr) {
        return;
    }
    const bool is_alone = len <= kDumpedBytes;
    for (size_t at = 0; at < len; at += kDumpedBytes) {
        if (!is_alone) {
            log_printf("/* 0x%04X */ ", static_cast<unsigned>(at));
        }
        print_dump_line(b + at, std::min(len - at, kDumpedBytes), is_alone);
    }
}

}  // extern "C"
