#include "machine/entry.h"

#include <Arduino.h>
#include <Schedule.h>

#include "machine/resistors.h"
#include "oceanhil/c_output.h"
#include "oceanhil/continuation.h"

namespace {

// What the chip looks at when it starts: the D1 mini and the NodeMCU pull these up.
constexpr uint8_t kPulledUp[] = {0, 2};

/// Before anything of the sketch's own is made.
struct BeforeAll {
    BeforeAll() { preinit(); }
};

[[gnu::init_priority(250)]] BeforeAll before_all;

}  // namespace

extern "C" __attribute__((weak)) void preinit(void) {}

namespace oceanhil::machine {

void set_up() {
    for (const uint8_t each : kPulledUp) {
        pin_pulled_up(each);
    }
    // By the ROM's ets_putc (cores/esp8266/libc_replacements.cpp, uart.cpp), whatever `setDebugOutput` says.
    oceanhil::print_on_console(oceanhil::LineEnd::as_it_is);
    oceanhil::print_errors_nowhere();
    setup();
}

void turn() {
    oceanhil::begin_turn();
    loop();
    serialEventRun();
    run_scheduled_functions();
    run_scheduled_recurrent_functions();
}

}  // namespace oceanhil::machine
