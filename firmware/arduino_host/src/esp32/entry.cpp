#include "machine/entry.h"

#include <Arduino.h>

#include "machine/resistors.h"
#include "oceanhil/c_output.h"

namespace {

// The button BOOT of a development board pulls its pin down when it is pressed; of the ESP32 and the S3 it is pin 0.
#if CONFIG_IDF_TARGET_ESP32C3
constexpr uint8_t kPulledUp[] = {9};
#else
constexpr uint8_t kPulledUp[] = {0};
#endif

}  // namespace

namespace oceanhil::machine {

void set_up() {
    for (const uint8_t each : kPulledUp) {
        pin_pulled_up(each);
    }
    // CONFIG_LIBC_STDOUT_LINE_ENDING_CRLF is the default of ESP-IDF 5.5.1.
    oceanhil::print_on_console(oceanhil::LineEnd::with_return);
    setup();
}

void turn() {
    loop();
    serialEventRun();
}

}  // namespace oceanhil::machine
