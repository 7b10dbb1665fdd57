#include "kept_memory.h"

#include <stdlib.h>
#include <string.h>

#include "machine.h"

#if defined(__linux__)
#include <sys/mman.h>

// The linkers' own names for the bounds of a section whose name is one of C (GNU ld's manual, "Input Section Example").
extern "C" {
extern char __start_oceanhil_rtc[] __attribute__((weak));
extern char __stop_oceanhil_rtc[] __attribute__((weak));
extern char __start_oceanhil_rtc_noinit[] __attribute__((weak));
extern char __stop_oceanhil_rtc_noinit[] __attribute__((weak));
}

namespace oceanhil::machine::kept_memory {

namespace {

char* latched = nullptr;
// Behind the latches: what there is of both sections.
char* shared = nullptr;

size_t rtc_bytes() { return static_cast<size_t>(__stop_oceanhil_rtc - __start_oceanhil_rtc); }
size_t noinit_bytes() { return static_cast<size_t>(__stop_oceanhil_rtc_noinit - __start_oceanhil_rtc_noinit); }
size_t shared_bytes() { return rtc_bytes() + noinit_bytes(); }

void fill_with_noise(char* data, size_t bytes) {
    for (size_t each = 0; each < bytes; ++each) {
        data[each] = static_cast<char>(random_32());
    }
}

/// A section that a sketch has nothing in has no place either, which may not be copied from.
void copy(char* to, const char* from, size_t bytes) {
    if (bytes != 0) {
        memcpy(to, from, bytes);
    }
}

}  // namespace

void prepare() {
    const size_t bytes = kLatchBytes + shared_bytes();
    void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        abort();
    }
    latched = static_cast<char*>(memory);
    shared = latched + kLatchBytes;
}

void begin(Reset reason, bool has_forgotten) {
    if (shared == nullptr) {
        return;
    }
    if (has_forgotten) {
        memset(latched, 0, kLatchBytes);
    }
    if (shared_bytes() == 0) {
        return;
    }
    if (reason == Reset::deep_sleep && !has_forgotten) {
        copy(__start_oceanhil_rtc, shared, rtc_bytes());
    }
    if (has_forgotten) {
        fill_with_noise(__start_oceanhil_rtc_noinit, noinit_bytes());
    } else {
        copy(__start_oceanhil_rtc_noinit, shared + rtc_bytes(), noinit_bytes());
    }
}

void end() {
    if (shared != nullptr && shared_bytes() != 0) {
        copy(shared, __start_oceanhil_rtc, rtc_bytes());
        copy(shared + rtc_bytes(), __start_oceanhil_rtc_noinit, noinit_bytes());
    }
}

void* latches() { return latched; }

}  // namespace oceanhil::machine::kept_memory

#else

namespace oceanhil::machine::kept_memory {

void prepare() {}
void begin(Reset, bool) {}
void end() {}
void* latches() { return nullptr; }

}  // namespace oceanhil::machine::kept_memory

#endif
