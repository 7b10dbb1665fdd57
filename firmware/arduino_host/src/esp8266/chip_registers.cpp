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
                 [](uint32_t value) { write_levels(0, kPinsBelow, value); }, 0x60000300);
ChipRegister out_set(nothing, [](uint32_t value) { write_levels(0, value & kPinsBelow, value); }, 0x60000304);
ChipRegister out_clear(nothing, [](uint32_t value) { write_levels(0, value & kPinsBelow, 0); }, 0x60000308);
ChipRegister enable([] { return words(0).outputs & kPinsBelow; },
                    [](uint32_t value) { write_outputs(0, kPinsBelow, value); }, 0x6000030C);
ChipRegister enable_set(nothing, [](uint32_t value) { write_outputs(0, value & kPinsBelow, value); }, 0x60000310);
ChipRegister enable_clear(nothing, [](uint32_t value) { write_outputs(0, value & kPinsBelow, 0); }, 0x60000314);
ChipRegister in([] { return words(0).inputs & kPinsBelow; }, none, 0x60000318);
ChipRegister out_16([] { return words(kPin16).levels & 1; }, [](uint32_t value) { write_levels(kPin16, 1, value); }, 0x60000768);
ChipRegister enable_16([] { return words(kPin16).outputs & 1; },
                       [](uint32_t value) { write_outputs(kPin16, 1, value); }, 0x60000774);
ChipRegister in_16([] { return words(kPin16).inputs & 1; }, none, 0x6000078C);
ChipRegister random_word(machine::random_32, none, 0x3FF20E44);

uint32_t pin_config[17];
uint32_t pin_function[17];

}  // namespace oceanhil
