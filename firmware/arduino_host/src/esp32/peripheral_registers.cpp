// The chip's registers by their addresses: by number, and by pointer (machine/registers.h).
#include <Arduino.h>
#include <machine.h>
#include <registers.h>
#include <soc/gpio_reg.h>
#include <soc/gpio_struct.h>
#include <soc/rtc_cntl_reg.h>
#include <soc/soc_caps.h>
#include <soc/spi_reg.h>
#include <soc/timer_group_reg.h>
#include <stdlib.h>

#include <algorithm>
#include <memory>

#include "watchdog_registers.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

using machine::registers::Block;

// Power-on has the detector on.
uint32_t brown_out = RTC_CNTL_BROWN_OUT_ENA;

constexpr uint32_t kGpioWords = 0x74 / 4;
constexpr uint32_t kPinWords = 40;
constexpr uint32_t kPinConfigs = DR_REG_GPIO_BASE + (0x88 - 0x14 * (DR_REG_GPIO_BASE >> 28 == 6));
constexpr uint32_t kSpiWords = 0x104 / 4;

/// How pins are driven and what they are for: kept, and without effect.
uint32_t pin_configs[kPinWords];
uint32_t mux_words[kPinWords + 1];

ChipRegister* low(LowRegister& named) { return std::addressof(register_of(named)); }

/// The register of pins at a word of the part, or none.
ChipRegister* pin_register(uint32_t word) {
    GpioRegisters& all = gpio_registers;
    switch (4 * word + DR_REG_GPIO_BASE) {
        case GPIO_OUT_REG:
            return low(all.out);
        case GPIO_OUT_W1TS_REG:
            return low(all.out_w1ts);
        case GPIO_OUT_W1TC_REG:
            return low(all.out_w1tc);
        case GPIO_ENABLE_REG:
            return low(all.enable);
        case GPIO_ENABLE_W1TS_REG:
            return low(all.enable_w1ts);
        case GPIO_ENABLE_W1TC_REG:
            return low(all.enable_w1tc);
        case GPIO_IN_REG:
            return low(all.in);
#if SOC_GPIO_PIN_COUNT > 32
        case GPIO_OUT1_REG:
            return std::addressof(all.out1.val);
        case GPIO_OUT1_W1TS_REG:
            return std::addressof(all.out1_w1ts.val);
        case GPIO_OUT1_W1TC_REG:
            return std::addressof(all.out1_w1tc.val);
        case GPIO_ENABLE1_REG:
            return std::addressof(all.enable1.val);
        case GPIO_ENABLE1_W1TS_REG:
            return std::addressof(all.enable1_w1ts.val);
        case GPIO_ENABLE1_W1TC_REG:
            return std::addressof(all.enable1_w1tc.val);
        case GPIO_IN1_REG:
            return std::addressof(all.in1.val);
#endif
        default:
            return nullptr;
    }
}

// Which interrupts wait to be served: none, for those of `attachInterrupt` are served at once.
uint32_t read_pins_at(uint32_t word) {
    const ChipRegister* const found = pin_register(word);
    return found == nullptr ? 0 : static_cast<uint32_t>(*found);
}

void write_pins_at(uint32_t word, uint32_t value) {
    if (ChipRegister* const found = pin_register(word)) {
        *found = value;
    }
}

/// An SPI controller with nothing at its end.
template <int kPort>
struct SpiPart {
    static uint32_t words[kSpiWords];

    static constexpr uint32_t word_of(uint32_t address) { return (address - REG_SPI_BASE(kPort)) / 4; }
    static uint32_t read(uint32_t word) { return words[word]; }
    static void write(uint32_t word, uint32_t value) {
        words[word] = value;
        if (word == word_of(SPI_CMD_REG(kPort))) {
            words[word] = 0;
            if ((value & SPI_USR) != 0) {
                transfer();
            }
        }
    }
    /// What comes in has the level that MISO has.
    static void transfer() {
        if ((words[word_of(SPI_USER_REG(kPort))] & (SPI_USR_MISO | SPI_DOUTDIN)) == 0) {
            return;
        }
#if defined(SPI_MS_DLEN_REG)
        uint32_t bits = words[word_of(SPI_MS_DLEN_REG(kPort))] + 1;
#else
        const bool is_both_ways = (words[word_of(SPI_USER_REG(kPort))] & SPI_DOUTDIN) != 0;
        uint32_t bits = words[word_of(is_both_ways ? SPI_MOSI_DLEN_REG(kPort) : SPI_MISO_DLEN_REG(kPort))] + 1;
#endif
        const uint32_t level = digitalRead(MISO) == HIGH ? ~uint32_t{0} : 0;
        constexpr uint32_t kWordBits = 32;
        constexpr uint32_t kMostBits = 16 * kWordBits;
        bits = std::min(bits, kMostBits);
        for (uint32_t at = word_of(SPI_W0_REG(kPort)); bits > 0; ++at) {
            const uint32_t these = std::min(bits, kWordBits);
            const uint32_t mask = these == kWordBits ? ~uint32_t{0} : (uint32_t{1} << these) - 1;
            words[at] = (words[at] & ~mask) | (level & mask);
            bits -= these;
        }
    }
};

template <int kPort>
uint32_t SpiPart<kPort>::words[kSpiWords] = {};

/// Words of a timer group's watchdog from one of its registers on.
template <unsigned kGroup, uint32_t kFirst>
constexpr Block watchdog_block(uint32_t words) {
    return {kFirst, words, [](uint32_t word) { return read_watchdog(kGroup, kFirst + 4 * word); },
            [](uint32_t word, uint32_t value) { write_watchdog(kGroup, kFirst + 4 * word, value); }};
}

constexpr Block kBlocks[] = {
    {DR_REG_GPIO_BASE, kGpioWords, read_pins_at, write_pins_at},
    {kPinConfigs, kPinWords, [](uint32_t word) { return pin_configs[word]; },
     [](uint32_t word, uint32_t value) { pin_configs[word] = value; }},
    {DR_REG_IO_MUX_BASE, kPinWords + 1, [](uint32_t word) { return mux_words[word]; },
     [](uint32_t word, uint32_t value) { mux_words[word] = value; }},
    {RTC_CNTL_BROWN_OUT_REG, 1, [](uint32_t) { return brown_out; },
     [](uint32_t, uint32_t value) { brown_out = value; }},
    watchdog_block<0, TIMG_WDTCONFIG0_REG(0)>(1),
    watchdog_block<0, TIMG_WDTFEED_REG(0)>(2),
    watchdog_block<1, TIMG_WDTCONFIG0_REG(1)>(1),
    watchdog_block<1, TIMG_WDTFEED_REG(1)>(2),
    {WDEV_RND_REG, 1, [](uint32_t) { return machine::random_32(); }, [](uint32_t, uint32_t) {}},
    {DR_REG_SPI2_BASE, kSpiWords, SpiPart<2>::read, SpiPart<2>::write},
#if defined(DR_REG_SPI3_BASE)
    {DR_REG_SPI3_BASE, kSpiWords, SpiPart<3>::read, SpiPart<3>::write},
#endif
};

}  // namespace

}  // namespace oceanhil

namespace oceanhil::machine::registers {

const Block* blocks(size_t& count) {
    count = sizeof kBlocks / sizeof kBlocks[0];
    return kBlocks;
}

}  // namespace oceanhil::machine::registers

extern "C" {

uint32_t oceanhil_read_register(uint32_t address) {
    uint32_t value = 0;
    if (!machine::registers::read(address, value)) {
        abort();
    }
    return value;
}

void oceanhil_write_register(uint32_t address, uint32_t value) {
    if (!machine::registers::write(address, value)) {
        abort();
    }
}

}  // extern "C"
