// What the sanitizers find, told to the simulator: by what they call in the program that they watch (LLVM's
// sanitizer/asan_interface.h and lib/ubsan/ubsan_monitor.h).
#if defined(OCEANHIL_SANITIZED)

#include <execinfo.h>
#include <fcntl.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "board_time.h"
#include "link.h"

namespace machine = oceanhil::machine;

extern "C" void __ubsan_get_current_report_data(const char** kind, const char** message, const char** file,
                                                unsigned* line, unsigned* column, char** address);

namespace oceanhil::machine {

namespace {

constexpr int kFoundFrames = 24;
constexpr size_t kTextBytes = 256;

/// Writes places as 64-bit numbers behind their count; gives where that ends.
uint64_t* write_places(uint64_t* at, void* const* frames, size_t count) {
    *at++ = count;
    for (size_t each = 0; each < count; ++each) {
        *at++ = reinterpret_cast<uint64_t>(frames[each]);
    }
    return at;
}

/// Where it was found, where the memory at `freed` was given back, each as places, then the text.
[[noreturn]] void tell_finding(const char* text, void* freed = nullptr) {
    void* frames[kFoundFrames];
    uint64_t told[2 * (1 + kFoundFrames) + kTextBytes / sizeof(uint64_t)] = {};
    uint64_t* end = write_places(told, frames, static_cast<size_t>(backtrace(frames, kFoundFrames)));
    int thread = 0;
    end = write_places(
        end, frames, freed == nullptr ? 0 : __asan_get_free_stack(freed, frames, kFoundFrames, &thread));
    const size_t size = strnlen(text, kTextBytes);
    memcpy(end, text, size);
    link::tell_end(link::End::finding, present_us(),
                   {told, sizeof(uint64_t) * static_cast<size_t>(end - told) + size});
}

/// Tells whether the `length` characters before `end` end with these words.
bool ends_with(const char* end, size_t length, const char* words) {
    const size_t size = strlen(words);
    return length >= size && memcmp(end - size, words, size) == 0;
}

/// Writes the name and the size of the global variable in or behind which the wrong place lies, as the report has
/// them; nothing where there is none. Those before which it lies are listed too, and are not meant.
void name_variable(const char* report, char* text, size_t size) {
    static constexpr char kVariable[] = " global variable '";
    const char* at = strstr(report, kVariable);
    for (; at != nullptr; at = strstr(at + 1, kVariable)) {
        const size_t before = static_cast<size_t>(at - report);
        if (ends_with(at, before, "after") || ends_with(at, before, "right of") || ends_with(at, before, "inside of")) {
            break;
        }
    }
    if (at == nullptr) {
        return;
    }
    char name[kTextBytes / 2] = {};
    unsigned bytes = 0;
    const char* const of_size = strstr(at, " of size ");
    if (of_size != nullptr && sscanf(at + strlen(kVariable), "%127[^']", name) == 1 &&
        sscanf(of_size, " of size %u", &bytes) == 1) {
        snprintf(text, size, ", %s of %u byte%s", name, bytes, bytes == 1 ? "" : "s");
    }
}

void on_report(const char* report) {
    char text[kTextBytes] = {};
    const size_t size = __asan_get_report_access_size();
    const char* const what = __asan_get_report_description();
    if (size == 0) {
        snprintf(text, sizeof text, "%s", what);
    } else {
        const char* const how = __asan_get_report_access_type() != 0 ? "written" : "read";
        snprintf(text, sizeof text, "%s, %u byte%s %s", what, static_cast<unsigned>(size), size == 1 ? "" : "s", how);
        const size_t end = strlen(text);
        name_variable(report, text + end, sizeof text - end);
    }
    tell_finding(text, __asan_get_report_address());
}

__attribute__((constructor(102))) void listen_to_sanitizers() {
    __asan_set_error_report_callback(on_report);
    // Their own words have no reader: the place is told by the simulator.
    __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<intptr_t>(open("/dev/null", O_WRONLY))));
}

}  // namespace

}  // namespace oceanhil::machine

extern "C" {

void __ubsan_on_report() {
    const char* kind = nullptr;
    const char* message = nullptr;
    const char* file = nullptr;
    unsigned line = 0;
    unsigned column = 0;
    char* address = nullptr;
    __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
    char text[machine::kTextBytes] = {};
    snprintf(text, sizeof text, "%s: %s", kind, message);
    machine::tell_finding(text);
}

/// Signals stay the machine's, which makes the family's crash of them; what is on the heap at a boot's end is no leak.
const char* __asan_default_options() {
    return "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0:"
           "use_sigaltstack=0:allocator_may_return_null=1:detect_stack_use_after_return=0";
}

}  // extern "C"

#endif
