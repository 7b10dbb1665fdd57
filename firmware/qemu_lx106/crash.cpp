// What a crash prints, in the words of the ESP8266 Arduino core ("Stack Dump" in its documentation), and its reset.
#include <string.h>

#include "../bare/machine.h"
#include "../bare/text.h"

extern "C" [[noreturn]] void crashed(uint32_t cause, uint32_t epc1, uint32_t excvaddr, const uint32_t* stack);
extern "C" uint32_t __stack[];

namespace {

constexpr char cut[] = "--------------- CUT HERE FOR EXCEPTION DECODER ---------------\n";
constexpr size_t words_a_row = 4;
constexpr uint32_t made_up_address = 0x00000010;
constexpr uint32_t no_exception = 0xFFFFFFFF;

struct Crash {
    const char* kind;
    uint32_t cause;
    const char* headline;
};

constexpr Crash crashes[] = {
    {"illegal-instruction", 0, ""},
    {"load-store", 3, ""},
    {"division-by-zero", 6, ""},
    {"alignment", 9, ""},
    {"instruction-fetch", 20, ""},
    {"load-prohibited", 28, ""},
    {"store-prohibited", 29, ""},
    {"software-watchdog", 4, "Soft WDT reset\n"},
    {"stack-overflow", 5, "Stack overflow detected.\n"},
    {"stack-smashed", 5, "Stack smashing detected.\n"},
    {"abort", no_exception, "Abort called\n"},
    {"assert", no_exception, "Panic oceanremote.cpp:1 loop: Assertion 'length <= capacity' failed.\n"},
    {"panic", no_exception, "User exception (panic/abort/assert)\n"},
    {"out-of-memory", no_exception, "Unhandled C++ exception: OOM\n"},
    {"hardware-watchdog", no_exception, nullptr},
};

const Crash* find(const char* kind, size_t length) {
    for (const Crash& each : crashes) {
        if (strlen(each.kind) == length && memcmp(each.kind, kind, length) == 0) {
            return &each;
        }
    }
    return nullptr;
}

using Line = bare::Text<96>;

void say(const char* text) { machine::console_write(reinterpret_cast<const uint8_t*>(text), strlen(text)); }

void say(const Line& line) { machine::console_write(reinterpret_cast<const uint8_t*>(line.data()), line.size()); }

uint32_t address_of(const uint32_t* word) { return reinterpret_cast<uint32_t>(word); }

void say_exception(uint32_t cause, uint32_t epc1, uint32_t excvaddr) {
    Line line;
    line.add("\nException (");
    line.add_number(cause);
    line.add("):\nepc1=0x");
    line.add_hex(epc1);
    line.add(" epc2=0x00000000 epc3=0x00000000 ");
    say(line);
    Line rest;
    rest.add("excvaddr=0x");
    rest.add_hex(excvaddr);
    rest.add(" depc=0x00000000\n");
    say(rest);
}

void say_row(const uint32_t* row) {
    Line line;
    line.add_hex(address_of(row));
    line.add(":  ");
    for (size_t i = 0; i < words_a_row; i++) {
        line.add_hex(row[i]);
        line.add(" ");
    }
    line.add(" \n");
    say(line);
}

void say_stack(const uint32_t* stack) {
    Line head;
    head.add("\n>>>stack>>>\n\nctx: sys\nsp: ");
    head.add_hex(address_of(stack));
    head.add(" end: ");
    head.add_hex(address_of(__stack));
    head.add(" offset: 0000\n");
    say(head);
    for (const uint32_t* row = stack; row + words_a_row <= __stack; row += words_a_row) {
        say_row(row);
    }
    say("<<<stack<<<\n\n");
}

[[noreturn]] void post_mortem(const Crash& crash, uint32_t epc1, uint32_t excvaddr, const uint32_t* stack) {
    say("\n");
    say(cut);
    if (crash.headline[0] != '\0') {
        say("\n");
        say(crash.headline);
    }
    if (crash.cause != no_exception) {
        say_exception(crash.cause, epc1, excvaddr);
    }
    say_stack(stack);
    say(cut);
    machine::reset(machine::Reset::software);
}

}  // namespace

void crashed(uint32_t cause, uint32_t epc1, uint32_t excvaddr, const uint32_t* stack) {
    post_mortem({"", cause, ""}, epc1, excvaddr, stack);
}

namespace machine {

bool knows_crash(const char* kind, size_t length) { return find(kind, length) != nullptr; }

// The emulated core has no memory protection and raises few exceptions by itself: all but one are told, not raised.
void crash(const char* kind, size_t length) {
    const Crash& found = *find(kind, length);
    if (found.headline == nullptr) {
        reset(Reset::watchdog);
    }
    if (found.cause == 0) {
        __asm__ volatile("ill");
    }
    const auto here = reinterpret_cast<uint32_t>(__builtin_return_address(0));
    post_mortem(found, here, made_up_address, static_cast<const uint32_t*>(__builtin_frame_address(0)));
}

}  // namespace machine
