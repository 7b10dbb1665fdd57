// What a crash prints: the lines of pico-sdk's `panic` and newlib's `assert`; a hard fault prints nothing.
#include <string.h>

#include "../bare/machine.h"

namespace {

struct Crash {
    const char* kind;
    const char* text;
};

constexpr Crash crashes[] = {
    {"panic", "\r\n*** PANIC ***\r\n\r\nHard assert\r\n"},
    {"out-of-memory", "\r\n*** PANIC ***\r\n\r\nOut of memory\r\n"},
    {"assert", "assertion \"length <= capacity\" failed: file \"oceanremote.cpp\", line 1, function: void loop()\r\n"},
    {"hard-fault", ""},
};

const Crash* find(const char* kind, size_t length) {
    for (const Crash& each : crashes) {
        if (strlen(each.kind) == length && memcmp(each.kind, kind, length) == 0) {
            return &each;
        }
    }
    return nullptr;
}

}  // namespace

namespace machine {

bool knows_crash(const char* kind, size_t length) { return find(kind, length) != nullptr; }

// A Pico stands still then, until its watchdog bites.
void crash(const char* kind, size_t length) {
    const char* text = find(kind, length)->text;
    console_write(reinterpret_cast<const uint8_t*>(text), strlen(text));
    reset(Reset::watchdog);
}

}  // namespace machine
