#include "machine/entry.h"

#include <Arduino.h>

#include "machine/board_facts.h"
#include "machine/boot.h"
#include "machine/machine.h"
#include "machine/resistors.h"
#include "machine/tasks.h"
#include "oceanhil/c_output.h"

namespace {

// The button BOOT of a development board pulls its pin down when it is pressed; of the ESP32 and the S3 it is pin 0.
#if CONFIG_IDF_TARGET_ESP32C3
constexpr uint8_t kPulledUp[] = {9};
#else
constexpr uint8_t kPulledUp[] = {0};
#endif

// Handshakes of Mbed TLS overflowed the 4096 bytes that the program's own task once had, and do not overflow 8192
// (arduino-esp32, issues 523 and 566). What is between the two is not held against anybody.
constexpr size_t kTooSmallToSecure = 4096;
// Of those 4096 bytes the loop, the core's client and its connection had taken a part before the handshake began: a fourth
// at most, whatever a compiler makes of them.
constexpr size_t kTooLittleLeftToSecure = kTooSmallToSecure / 4 * 3;

}  // namespace

namespace oceanhil::machine {

void set_up() {
    limit_waiting_interrupts(facts::kInterruptWatchdogMs * kMillisecondUs);
    tasks_need_to_secure(kTooSmallToSecure + 1, kTooLittleLeftToSecure + 1, getArduinoLoopTaskStackSize());
    for (const uint8_t each : kPulledUp) {
        pin_pulled_up(each);
    }
    // CONFIG_LIBC_STDOUT_LINE_ENDING_CRLF is the default of ESP-IDF 5.5.1.
    oceanhil::print_on_console(oceanhil::LineEnd::with_return);
    oceanhil::print_errors_on_console(oceanhil::LineEnd::with_return);
    setup();
}

void turn() {
    loop();
    serialEventRun();
}

}  // namespace oceanhil::machine
