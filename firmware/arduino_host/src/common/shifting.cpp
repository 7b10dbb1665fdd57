// shiftIn and shiftOut: compiled against the family's own Arduino.h.
#include <Arduino.h>

namespace {

constexpr int kBits = 8;

#if defined(ARDUINO_ARCH_RP2040)
using Order = BitOrder;
#else
using Order = uint8_t;
#endif

#ifdef ESP32
// There the line is read before the clock rises, on the others after it.
constexpr bool kReadsBeforeClock = true;
#else
constexpr bool kReadsBeforeClock = false;
#endif

int shift_of(int number, Order order) { return order == LSBFIRST ? number : kBits - 1 - number; }

}  // namespace

extern "C" {

uint8_t shiftIn(uint8_t dataPin, uint8_t clockPin, Order bitOrder) {
    unsigned value = 0;
    for (int number = 0; number < kBits; ++number) {
        const bool before = kReadsBeforeClock && digitalRead(dataPin) == HIGH;
        digitalWrite(clockPin, HIGH);
        const bool is_set = before || (!kReadsBeforeClock && digitalRead(dataPin) == HIGH);
        value |= (is_set ? 1u : 0u) << shift_of(number, bitOrder);
        digitalWrite(clockPin, LOW);
    }
    return static_cast<uint8_t>(value);
}

void shiftOut(uint8_t dataPin, uint8_t clockPin, Order bitOrder, uint8_t value) {
    for (int number = 0; number < kBits; ++number) {
        const bool is_set = ((value >> shift_of(number, bitOrder)) & 1) != 0;
        digitalWrite(dataPin, is_set ? HIGH : LOW);
        digitalWrite(clockPin, HIGH);
        digitalWrite(clockPin, LOW);
    }
}

}  // extern "C"
