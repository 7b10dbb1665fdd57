#include "oceanhil/pins.h"

#include <map>
#include <utility>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint16_t kHalf = 0x8000;
// How often a pin is looked at while its edges are awaited.
constexpr uint64_t kPulseLookUs = 5;

using Functions = std::map<uint8_t, std::function<void()>>;
using Timers = std::map<uint8_t, uint32_t>;

// Made where first used: a sketch's own objects may attach before others are made.
Functions& functions() {
    static Functions kept;
    return kept;
}

Timers& tones() {
    static Timers kept;
    return kept;
}

void serve(void* function) { (*static_cast<std::function<void()>*>(function))(); }

void* as_context(uint8_t pin) { return reinterpret_cast<void*>(static_cast<uintptr_t>(pin)); }

void end_tone(void* context) { stop_tone(static_cast<uint8_t>(reinterpret_cast<uintptr_t>(context))); }

/// False if the time is over before the pin is at that level.
bool wait_for(uint8_t pin, bool level, uint64_t end_us) {
    while (machine::pin_read(pin) != level) {
        if (machine::micros() >= end_us) {
            return false;
        }
        machine::spin_us(kPulseLookUs);
    }
    return true;
}

}  // namespace

void attach(uint8_t pin, std::function<void()> function, machine::Edge edge) {
    detach(pin);
    auto& kept = functions()[pin];
    kept = std::move(function);
    machine::pin_interrupt(pin, edge, serve, &kept);
}

void detach(uint8_t pin) { machine::pin_interrupt(pin, machine::Edge::change, nullptr, nullptr); }

uint32_t pulse_us(uint8_t pin, bool level, uint32_t timeout_us) {
    const uint64_t end_us = machine::micros() + timeout_us;
    if (!wait_for(pin, !level, end_us) || !wait_for(pin, level, end_us)) {
        return 0;
    }
    const uint64_t begin_us = machine::micros();
    return wait_for(pin, !level, end_us) ? static_cast<uint32_t>(machine::micros() - begin_us) : 0;
}

void start_tone(uint8_t pin, uint32_t duration_ms) {
    stop_tone(pin);
    machine::pin_mode(pin, machine::PinMode::output);
    machine::pwm_write(pin, kHalf);
    if (duration_ms > 0) {
        tones()[pin] = machine::interrupt_start(duration_ms * machine::kMillisecondUs, 0, end_tone, as_context(pin));
    }
}

void stop_tone(uint8_t pin) {
    const auto found = tones().find(pin);
    if (found != tones().end()) {
        machine::timer_stop(found->second);
        tones().erase(found);
    }
    machine::pwm_write(pin, 0);
    machine::pin_write(pin, false);
}

}  // namespace oceanhil
