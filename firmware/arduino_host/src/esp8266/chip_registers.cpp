#include <Arduino.h>
#include <esp8266_peri.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint8_t kPin16 = 16;
constexpr uint32_t kPinsBelow = 0xFFFF;

/// Those below 16, or those from there on, of which the chip has one.
machine::PortWords& words(uint8_t first_pin) {
    machine::ports_follow();
    return machine::port_words(first_pin);
}

void write_levels(uint8_t first_pin, uint32_t which, uint32_t value) {
    uint32_t& levels = words(first_pin).levels;
    levels = (levels & ~which) | (value & which);
    machine::ports_follow();
}

void write_outputs(uint8_t first_pin, uint32_t which, uint32_t value) {
    uint32_t& outputs = words(first_pin).outputs;
    outputs = (outputs & ~which) | (value & which);
    machine::ports_follow();
}

uint32_t nothing() { return 0; }

void none(uint32_t) {}

}  // namespace

ChipRegister out([] { return words(0).levels & kPinsBelow; },
                 [](uint32_t value) { write_levels(0, kPinsBelow, value); });
ChipRegister out_set(nothing, [](uint32_t value) { write_levels(0, value & kPinsBelow, value); });
ChipRegister out_clear(nothing, [](uint32_t value) { write_levels(0, value & kPinsBelow, 0); });
ChipRegister enable([] { return words(0).outputs & kPinsBelow; },
                    [](uint32_t value) { write_outputs(0, kPinsBelow, value); });
ChipRegister enable_set(nothing, [](uint32_t value) { write_outputs(0, value & kPinsBelow, value); });
ChipRegister enable_clear(nothing, [](uint32_t value) { write_outputs(0, value & kPinsBelow, 0); });
ChipRegister in([] { return words(0).inputs & kPinsBelow; }, none);
ChipRegister out_16([] { return words(kPin16).levels & 1; }, [](uint32_t value) { write_levels(kPin16, 1, value); });
ChipRegister enable_16([] { return words(kPin16).outputs & 1; },
                       [](uint32_t value) { write_outputs(kPin16, 1, value); });
ChipRegister in_16([] { return words(kPin16).inputs & 1; }, none);
ChipRegister random_word(machine::random_32, none);

uint32_t pin_config[17];
uint32_t pin_function[17];

}  // namespace oceanhil
