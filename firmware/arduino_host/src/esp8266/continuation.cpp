// How the loop is suspended and goes on. Facts: cores/esp8266/core_esp8266_main.cpp.
#include "oceanhil/continuation.h"

#include <Arduino.h>
#include <Schedule.h>
#include <coredecls.h>
#include <debug.h>
#include <machine.h>
#include <tasks.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

// Where the core's own source has its panic.
constexpr int kLineOfPanic = 191;

bool is_posted = false;

/// Waits until somebody has scheduled the loop, at most for a time; timers and the network are served meanwhile.
void suspend(uint64_t longest_us) {
    const uint64_t begun_us = machine::micros();
    for (uint64_t passed_us = 0; !is_posted && passed_us < longest_us; passed_us = machine::micros() - begun_us) {
        machine::wait_us(std::min(machine::kMillisecondUs, longest_us - passed_us));
    }
    is_posted = false;
    run_scheduled_recurrent_functions();
}

}  // namespace

namespace oceanhil {

void begin_turn() { is_posted = false; }

}  // namespace oceanhil

extern "C" {

bool can_yield() { return !machine::is_serving(); }

__attribute__((weak)) void esp_suspend() {
    if (can_yield()) {
        suspend(UINT64_MAX);
    }
}

void esp_schedule() { is_posted = true; }

// A timer and an interrupt have no turn to give away. `delay` and `esp_yield` are let pass there, this is not.
__attribute__((weak)) void yield() {
    if (!can_yield()) {
        __panic_func("core_esp8266_main.cpp", kLineOfPanic, "__yield");
    }
    machine::yield();
}

void esp_yield() {
    esp_schedule();
    if (can_yield()) {
        machine::yield();
        suspend(UINT64_MAX);
    }
}

__attribute__((weak)) void esp_delay(unsigned long ms) {
    if (ms == 0) {
        esp_yield();
    } else if (can_yield()) {
        suspend(ms * machine::kMillisecondUs);
    }
}

}  // extern "C"

bool esp_try_delay(const uint32_t start_ms, const uint32_t timeout_ms, const uint32_t intvl_ms) {
    if (timeout_ms == 0) {
        esp_yield();
        return true;
    }
    const uint32_t passed_ms = static_cast<uint32_t>(millis()) - start_ms;
    if (passed_ms >= timeout_ms) {
        return true;
    }
    const uint32_t left_ms = timeout_ms - passed_ms;
    esp_delay(intvl_ms > 0 ? std::min(left_ms, intvl_ms) : left_ms);
    return false;
}
