#include "oceanhil/patience.h"

#include "machine.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

// Finer than a byte takes at 115,200 baud, 87 µs; the cores look as often as the processor can.
constexpr uint64_t kLookUs = 50;

}  // namespace

// A division of 64 bits is a long call on a machine of 32, and sketches ask for the time at every turn: only what has
// passed since the last whole millisecond that was told is divided.
uint32_t millis_of(uint64_t us) {
    static uint64_t told_us = 0;
    static uint32_t told_ms = 0;
    uint64_t past_us = us - told_us;
    if (past_us > UINT32_MAX) {
        told_ms = static_cast<uint32_t>(us / machine::kMillisecondUs);
        past_us = us % machine::kMillisecondUs;
    }
    const uint32_t more_us = static_cast<uint32_t>(past_us) % static_cast<uint32_t>(machine::kMillisecondUs);
    told_ms += (static_cast<uint32_t>(past_us) - more_us) / static_cast<uint32_t>(machine::kMillisecondUs);
    told_us = us - more_us;
    return told_ms;
}

uint32_t chip_millis() { return millis_of(machine::micros()); }

bool Patience::lasts() const {
    if (chip_millis() - begin_ms_ >= timeout_ms_) {
        return false;
    }
    // Whoever waits for a stream lets others have their turn, as the cores do: no watchdog bites meanwhile.
    machine::yield();
    machine::wait_us(kLookUs);
    return chip_millis() - begin_ms_ < timeout_ms_;
}

}  // namespace oceanhil
