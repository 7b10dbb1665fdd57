#include "oceanhil/patience.h"

#include "machine.h"

namespace oceanhil {

namespace {

// Finer than a byte takes at 115,200 baud, 87 µs; the cores look as often as the processor can.
constexpr uint64_t kLookUs = 50;

}  // namespace

uint32_t chip_millis() { return static_cast<uint32_t>(machine::micros() / machine::kMillisecondUs); }

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
