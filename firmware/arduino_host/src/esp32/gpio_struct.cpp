#include <Arduino.h>
#include <machine.h>
#include <soc/gpio_reg.h>
#include <soc/gpio_struct.h>
#include <soc/soc_caps.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint8_t kPinsOfWord = 32;

template <int kWord>
machine::PortWords& words() {
    machine::ports_follow();
    return machine::port_words(kWord * kPinsOfWord);
}

template <int kWord>
uint32_t read_levels() {
    return words<kWord>().levels;
}

template <int kWord>
uint32_t read_outputs() {
    return words<kWord>().outputs;
}

template <int kWord>
uint32_t read_pins() {
    return words<kWord>().inputs;
}

template <int kWord>
void write_levels(uint32_t value) {
    words<kWord>().levels = value;
    machine::ports_follow();
}

template <int kWord>
void write_outputs(uint32_t value) {
    words<kWord>().outputs = value;
    machine::ports_follow();
}

template <int kWord, bool kHigh>
void write_some(uint32_t value) {
    const uint32_t before = read_levels<kWord>();
    write_levels<kWord>(kHigh ? before | value : before & ~value);
}

template <int kWord, bool kOutput>
void write_directions(uint32_t value) {
    const uint32_t before = read_outputs<kWord>();
    write_outputs<kWord>(kOutput ? before | value : before & ~value);
}

uint32_t nothing() { return 0; }

void none(uint32_t) {}

LowRegister low_register(ChipRegister::Read read, ChipRegister::Write write, uint32_t address) {
#if SOC_GPIO_PIN_COUNT > 32
    return {read, write, address};
#else
    return {{read, write, address}};
#endif
}

// A chip of few pins has none of these, and nothing is at this place.
#if SOC_GPIO_PIN_COUNT <= 32
#define GPIO_OUT1_REG 0
#define GPIO_OUT1_W1TS_REG 0
#define GPIO_OUT1_W1TC_REG 0
#define GPIO_ENABLE1_REG 0
#define GPIO_ENABLE1_W1TS_REG 0
#define GPIO_ENABLE1_W1TC_REG 0
#define GPIO_IN1_REG 0
#endif

}  // namespace

GpioRegisters gpio_registers = {
    low_register(read_levels<0>, write_levels<0>, GPIO_OUT_REG),
    low_register(nothing, write_some<0, true>, GPIO_OUT_W1TS_REG),
    low_register(nothing, write_some<0, false>, GPIO_OUT_W1TC_REG),
    low_register(read_outputs<0>, write_outputs<0>, GPIO_ENABLE_REG),
    low_register(nothing, write_directions<0, true>, GPIO_ENABLE_W1TS_REG),
    low_register(nothing, write_directions<0, false>, GPIO_ENABLE_W1TC_REG),
    low_register(read_pins<0>, none, GPIO_IN_REG),
    {{read_levels<1>, write_levels<1>, GPIO_OUT1_REG}},
    {{nothing, write_some<1, true>, GPIO_OUT1_W1TS_REG}},
    {{nothing, write_some<1, false>, GPIO_OUT1_W1TC_REG}},
    {{read_outputs<1>, write_outputs<1>, GPIO_ENABLE1_REG}},
    {{nothing, write_directions<1, true>, GPIO_ENABLE1_W1TS_REG}},
    {{nothing, write_directions<1, false>, GPIO_ENABLE1_W1TC_REG}},
    {{read_pins<1>, none, GPIO_IN1_REG}},
};

}  // namespace oceanhil
