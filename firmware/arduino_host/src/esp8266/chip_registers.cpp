#include <Arduino.h>
#include <esp8266_peri.h>
#include <machine.h>

namespace oceanhil {

namespace {

constexpr uint8_t kRegisterPins = 16;
constexpr uint8_t kPin16 = 16;

// What was written, which a register tells again.
uint32_t levels = 0;
uint32_t outputs = 0;

void put_levels(uint32_t which, bool high) {
    levels = high ? levels | which : levels & ~which;
    for (uint8_t pin = 0; pin < kRegisterPins; ++pin) {
        if ((which >> pin & 1) != 0) {
            machine::pin_write(pin, high);
        }
    }
}

void put_outputs(uint32_t which, bool is_output) {
    const uint32_t changed = is_output ? which & ~outputs : which & outputs;
    outputs = is_output ? outputs | which : outputs & ~which;
    for (uint8_t pin = 0; pin < kRegisterPins; ++pin) {
        if ((changed >> pin & 1) != 0) {
            machine::pin_mode(pin, is_output ? machine::PinMode::output : machine::PinMode::input);
        }
    }
}

uint32_t levels_in() {
    uint32_t found = 0;
    for (uint8_t pin = 0; pin < kRegisterPins; ++pin) {
        found |= static_cast<uint32_t>(machine::pin_read(pin)) << pin;
    }
    return found;
}

uint32_t nothing() { return 0; }

void none(uint32_t) {}

bool is_16_output = false;

}  // namespace

ChipRegister out([] { return levels; },
                 [](uint32_t value) {
                     put_levels(value & ~levels, true);
                     put_levels(levels & ~value, false);
                 });
ChipRegister out_set(nothing, [](uint32_t value) { put_levels(value, true); });
ChipRegister out_clear(nothing, [](uint32_t value) { put_levels(value, false); });
ChipRegister enable([] { return outputs; },
                    [](uint32_t value) {
                        put_outputs(value, true);
                        put_outputs(outputs & ~value, false);
                    });
ChipRegister enable_set(nothing, [](uint32_t value) { put_outputs(value, true); });
ChipRegister enable_clear(nothing, [](uint32_t value) { put_outputs(value, false); });
ChipRegister in(levels_in, none);
ChipRegister out_16([] { return static_cast<uint32_t>(machine::pin_read(kPin16)); },
                    [](uint32_t value) { machine::pin_write(kPin16, (value & 1) != 0); });
ChipRegister enable_16([] { return static_cast<uint32_t>(is_16_output); },
                       [](uint32_t value) {
                           is_16_output = (value & 1) != 0;
                           machine::pin_mode(kPin16, is_16_output ? machine::PinMode::output : machine::PinMode::input);
                       });
ChipRegister in_16([] { return static_cast<uint32_t>(machine::pin_read(kPin16)); }, none);
ChipRegister random_word(machine::random_32, none);

uint32_t pin_config[17];
uint32_t pin_function[17];

}  // namespace oceanhil
