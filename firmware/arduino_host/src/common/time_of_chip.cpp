// Time as each core gives it: 32 bits, that wrap.
#include <Arduino.h>

#include "machine.h"
#include "oceanhil/patience.h"

namespace machine = oceanhil::machine;

extern "C" {

unsigned long millis() { return oceanhil::millis_of(machine::micros_for_program()); }

unsigned long micros() { return static_cast<uint32_t>(machine::micros_for_program()); }

void delay(unsigned long milliseconds) {
    if (milliseconds == 0) {
        machine::yield();
    } else {
#ifdef ESP32
        vTaskDelay(static_cast<TickType_t>(milliseconds));
#else
        machine::wait_us(static_cast<uint32_t>(milliseconds) * machine::kMillisecondUs);
#endif
    }
}

void delayMicroseconds(unsigned int microseconds) { machine::spin_us(microseconds); }

#ifndef ESP8266
void yield() { machine::yield(); }
#endif

}  // extern "C"
