// Registers of pins, of pads and of the timer, by their names and by pointers to their addresses. Facts: RP2040 Datasheet,
// "SIO", "IO - User Bank", "Pad Control - User Bank", "Timer", each "List of Registers".
//
// What is read and written is what `gpio_...` and the core's own calls read and write (hardware_gpio.cpp): nothing of a pin is
// kept here but what has no effect.
#include <board_time.h>
#include <hardware/gpio.h>
#include <hardware/structs/timer.h>
#include <machine.h>
#include <pico/multicore.h>
#include <registers.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint32_t kBankedPins = 30;
constexpr uint32_t kAllBankedPins = (1U << kBankedPins) - 1;
constexpr uint32_t kRegisterBytes = 4;
// As a reset leaves them: input on, 4 mA, pulled down, with hysteresis.
constexpr uint32_t kPadAtReset = PADS_BANK0_GPIO0_IE_BITS |
                                 PADS_BANK0_GPIO0_DRIVE_VALUE_4MA << PADS_BANK0_GPIO0_DRIVE_LSB |
                                 PADS_BANK0_GPIO0_PDE_BITS | PADS_BANK0_GPIO0_SCHMITT_BITS;
constexpr uint32_t kPulls = PADS_BANK0_GPIO0_PUE_BITS | PADS_BANK0_GPIO0_PDE_BITS;

/// What is written of pads and of overrides, and has no effect: of each bit whether it is another than at reset.
uint32_t pad_changes[kBankedPins];
uint32_t overrides[kBankedPins];
uint32_t voltage_of_pads = 0;

template <typename Told>
uint32_t bits_of(Told told) {
    uint32_t found = 0;
    for (uint gpio = 0; gpio < kBankedPins; ++gpio) {
        found |= uint32_t{told(gpio)} << gpio;
    }
    return found;
}

uint32_t core_number() { return get_core_num(); }
uint32_t levels_in() { return gpio_get_all(); }
uint32_t levels_out() { return bits_of(gpio_get_out_level); }
uint32_t directions() { return bits_of(gpio_is_dir_out); }
// They read as what they change.
void put_levels(uint32_t value) { gpio_put_masked((levels_out() ^ value) & kAllBankedPins, value); }
void set_levels(uint32_t bits) { gpio_set_mask(bits); }
void clear_levels(uint32_t bits) { gpio_clr_mask(bits); }
void turn_levels(uint32_t bits) { gpio_xor_mask(bits); }
void put_directions(uint32_t value) { gpio_set_dir_masked((directions() ^ value) & kAllBankedPins, value); }
void set_directions(uint32_t bits) { gpio_set_dir_out_masked(bits); }
void clear_directions(uint32_t bits) { gpio_set_dir_in_masked(bits); }
void turn_directions(uint32_t bits) { gpio_set_dir_masked(bits, ~directions()); }
uint32_t reads_nothing() { return 0; }
// Who writes to what can only be read changes nothing, as on the chip.
void is_read_only(uint32_t) {}

const ChipRegister* sio_register(uint32_t word) {
    const sio_hw_t& all = oceanhil_sio_registers;
    const ChipRegister* const registers[] = {std::addressof(all.cpuid),       std::addressof(all.gpio_in),
                                             nullptr,                         nullptr,
                                             std::addressof(all.gpio_out),    std::addressof(all.gpio_set),
                                             std::addressof(all.gpio_clr),    std::addressof(all.gpio_togl),
                                             std::addressof(all.gpio_oe),     std::addressof(all.gpio_oe_set),
                                             std::addressof(all.gpio_oe_clr), std::addressof(all.gpio_oe_togl)};
    return registers[word];
}

constexpr uint32_t kSioWords = SIO_GPIO_OE_XOR_OFFSET / kRegisterBytes + 1;

uint32_t read_sio(uint32_t word) {
    const ChipRegister* const found = sio_register(word);
    return found == nullptr ? 0 : static_cast<uint32_t>(*found);
}

void write_sio(uint32_t word, uint32_t value) {
    ChipRegister* const found = const_cast<ChipRegister*>(sio_register(word));
    if (found != nullptr) {
        *found = value;
    }
}

/// Two words a pin: what it shows, and what it is for.
uint32_t read_bank(uint32_t word) {
    const uint gpio = word / 2;
    if (word % 2 != 0) {
        return overrides[gpio] | static_cast<uint32_t>(gpio_get_function(gpio));
    }
    const bool is_sio = gpio_get_function(gpio) == GPIO_FUNC_SIO;
    return uint32_t{is_sio && gpio_get_out_level(gpio)} << IO_BANK0_GPIO0_STATUS_OUTTOPAD_LSB |
           uint32_t{is_sio && gpio_is_dir_out(gpio)} << IO_BANK0_GPIO0_STATUS_OETOPAD_LSB |
           uint32_t{gpio_get(gpio)} << IO_BANK0_GPIO0_STATUS_INFROMPAD_LSB;
}

void write_bank(uint32_t word, uint32_t value) {
    if (word % 2 != 0) {
        overrides[word / 2] = value & ~IO_BANK0_GPIO0_CTRL_FUNCSEL_BITS;
        gpio_set_function(word / 2, static_cast<gpio_function>(value & IO_BANK0_GPIO0_CTRL_FUNCSEL_BITS));
    }
}

uint32_t read_pad(uint32_t word) {
    if (word == 0) {
        return voltage_of_pads;
    }
    const uint gpio = word - 1;
    return ((kPadAtReset ^ pad_changes[gpio]) & ~kPulls) | (gpio_is_pulled_up(gpio) ? PADS_BANK0_GPIO0_PUE_BITS : 0) |
           (gpio_is_pulled_down(gpio) ? PADS_BANK0_GPIO0_PDE_BITS : 0);
}

void write_pad(uint32_t word, uint32_t value) {
    if (word == 0) {
        voltage_of_pads = value & 1;
        return;
    }
    pad_changes[word - 1] = (value ^ kPadAtReset) & 0xFF;
    gpio_set_pulls(word - 1, (value & PADS_BANK0_GPIO0_PUE_BITS) != 0, (value & PADS_BANK0_GPIO0_PDE_BITS) != 0);
}

}  // namespace

}  // namespace oceanhil

namespace oceanhil::machine::registers {

const Block* blocks(size_t& count) {
    static const Block all[] = {{SIO_BASE, kSioWords, read_sio, write_sio},
                                {IO_BANK0_BASE, 2 * kBankedPins, read_bank, write_bank},
                                {PADS_BANK0_BASE, kBankedPins + 1, read_pad, write_pad}};
    count = sizeof all / sizeof all[0];
    return all;
}

}  // namespace oceanhil::machine::registers

sio_hw_t oceanhil_sio_registers = {
    {oceanhil::core_number, oceanhil::is_read_only, SIO_BASE + SIO_CPUID_OFFSET},
    {oceanhil::levels_in, oceanhil::is_read_only, SIO_BASE + SIO_GPIO_IN_OFFSET},
    {oceanhil::levels_out, oceanhil::put_levels, SIO_BASE + SIO_GPIO_OUT_OFFSET},
    {oceanhil::reads_nothing, oceanhil::set_levels, SIO_BASE + SIO_GPIO_OUT_SET_OFFSET},
    {oceanhil::reads_nothing, oceanhil::clear_levels, SIO_BASE + SIO_GPIO_OUT_CLR_OFFSET},
    {oceanhil::reads_nothing, oceanhil::turn_levels, SIO_BASE + SIO_GPIO_OUT_XOR_OFFSET},
    {oceanhil::directions, oceanhil::put_directions, SIO_BASE + SIO_GPIO_OE_OFFSET},
    {oceanhil::reads_nothing, oceanhil::set_directions, SIO_BASE + SIO_GPIO_OE_SET_OFFSET},
    {oceanhil::reads_nothing, oceanhil::clear_directions, SIO_BASE + SIO_GPIO_OE_CLR_OFFSET},
    {oceanhil::reads_nothing, oceanhil::turn_directions, SIO_BASE + SIO_GPIO_OE_XOR_OFFSET},
};

extern "C" const timer_hw_t* oceanhil_timer_registers(void) {
    static uint32_t told[sizeof(timer_hw_t) / sizeof(uint32_t)];
    const uint64_t now_us = machine::micros();
    // TIMEHR, TIMELR, TIMERAWH, TIMERAWL.
    told[0] = told[2] = static_cast<uint32_t>(now_us >> 32);
    told[1] = told[3] = static_cast<uint32_t>(now_us);
    return reinterpret_cast<const timer_hw_t*>(told);
}
