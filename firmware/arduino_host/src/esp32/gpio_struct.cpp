#include <Arduino.h>
#include <machine.h>
#include <soc/gpio_struct.h>

namespace oceanhil {

namespace {

constexpr uint8_t kPinsOfWord = 32;

// What was written of pins 0 to 31 and of those above, which a register tells again.
uint32_t levels[2];
uint32_t outputs[2];

template <typename Do>
void each_pin(int word, uint32_t which, Do what) {
    for (uint8_t bit = 0; bit < kPinsOfWord; ++bit) {
        if ((which >> bit & 1) != 0) {
            what(static_cast<uint8_t>(word * kPinsOfWord + bit));
        }
    }
}

void put_levels(int word, uint32_t which, bool high) {
    levels[word] = high ? levels[word] | which : levels[word] & ~which;
    each_pin(word, which, [high](uint8_t pin) { machine::pin_write(pin, high); });
}

void put_outputs(int word, uint32_t which, bool is_output) {
    const uint32_t changed = is_output ? which & ~outputs[word] : which & outputs[word];
    outputs[word] = is_output ? outputs[word] | which : outputs[word] & ~which;
    const auto mode = is_output ? machine::PinMode::output : machine::PinMode::input;
    each_pin(word, changed, [mode](uint8_t pin) { machine::pin_mode(pin, mode); });
}

template <int kWord>
uint32_t read_levels() {
    return levels[kWord];
}

template <int kWord>
uint32_t read_outputs() {
    return outputs[kWord];
}

template <int kWord>
uint32_t read_pins() {
    uint32_t found = 0;
    each_pin(kWord, UINT32_MAX, [&found](uint8_t pin) {
        found |= static_cast<uint32_t>(machine::pin_read(pin)) << (pin % kPinsOfWord);
    });
    return found;
}

template <int kWord>
void write_levels(uint32_t value) {
    put_levels(kWord, value & ~levels[kWord], true);
    put_levels(kWord, levels[kWord] & ~value, false);
}

template <int kWord>
void write_outputs(uint32_t value) {
    put_outputs(kWord, value, true);
    put_outputs(kWord, outputs[kWord] & ~value, false);
}

template <int kWord, bool kHigh>
void write_some(uint32_t value) {
    put_levels(kWord, value, kHigh);
}

template <int kWord, bool kOutput>
void write_directions(uint32_t value) {
    put_outputs(kWord, value, kOutput);
}

uint32_t nothing() { return 0; }

void none(uint32_t) {}

}  // namespace

GpioRegisters gpio_registers = {
    {read_levels<0>, write_levels<0>},
    {nothing, write_some<0, true>},
    {nothing, write_some<0, false>},
    {read_outputs<0>, write_outputs<0>},
    {nothing, write_directions<0, true>},
    {nothing, write_directions<0, false>},
    {read_pins<0>, none},
    {{read_levels<1>, write_levels<1>}},
    {{nothing, write_some<1, true>}},
    {{nothing, write_some<1, false>}},
    {{read_outputs<1>, write_outputs<1>}},
    {{nothing, write_directions<1, true>}},
    {{nothing, write_directions<1, false>}},
    {{read_pins<1>, none}},
};

}  // namespace oceanhil
