#include <Arduino.h>
#include <boot.h>
#include <eagle_soc.h>
#include <esp8266_peri.h>
#include <machine.h>
#include <registers.h>
#include <stdlib.h>

#include <algorithm>
#include <memory>

#include "watchdogs.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint32_t kWordBytes = 4;
constexpr uint32_t kMuxWords = 17;
constexpr uint32_t kChance = 0x3FF20E44;
// Of the controller of a sketch's bus: its words, and where those are that it sends and receives.
constexpr uint32_t kSpi = 0x60000100;
constexpr uint32_t kSpiWords = 64;
constexpr uint32_t kSpiUser = 7;
constexpr uint32_t kSpiLengths = 8;
constexpr uint32_t kSpiData = 16;
// What a sketch has of the memory that outlasts a reset.
constexpr uint32_t kUserMemory = 0x60001200;
constexpr uint32_t kUserWords = 128;

/// How pins are driven and what they are for, by their places: kept, and without effect.
uint32_t pin_settings[GPIO_PIN_COUNT];
uint32_t mux_settings[kMuxWords];
uint32_t pin_16_settings[2];

ChipRegister* chip_register(uint32_t address) {
    switch (address) {
        case PERIPHS_GPIO_BASEADDR + GPIO_OUT_ADDRESS:
            return std::addressof(out);
        case PERIPHS_GPIO_BASEADDR + GPIO_OUT_W1TS_ADDRESS:
            return std::addressof(out_set);
        case PERIPHS_GPIO_BASEADDR + GPIO_OUT_W1TC_ADDRESS:
            return std::addressof(out_clear);
        case PERIPHS_GPIO_BASEADDR + GPIO_ENABLE_ADDRESS:
            return std::addressof(enable);
        case PERIPHS_GPIO_BASEADDR + GPIO_ENABLE_W1TS_ADDRESS:
            return std::addressof(enable_set);
        case PERIPHS_GPIO_BASEADDR + GPIO_ENABLE_W1TC_ADDRESS:
            return std::addressof(enable_clear);
        case PERIPHS_GPIO_BASEADDR + GPIO_IN_ADDRESS:
            return std::addressof(in);
        case RTC_GPIO_OUT:
            return std::addressof(out_16);
        case RTC_GPIO_ENABLE:
            return std::addressof(enable_16);
        case RTC_GPIO_IN_DATA:
            return std::addressof(in_16);
        case kChance:
            return std::addressof(random_word);
        default:
            return nullptr;
    }
}

uint32_t* kept(uint32_t address, uint32_t first, uint32_t* words, uint32_t count) {
    return address >= first && address < first + count * kWordBytes ? &words[(address - first) / kWordBytes] : nullptr;
}

/// What only keeps what is written there.
uint32_t& setting(uint32_t address) {
    if (uint32_t* const found = kept(address, PERIPHS_GPIO_BASEADDR + GPIO_PIN0_ADDRESS, pin_settings, GPIO_PIN_COUNT)) {
        return *found;
    }
    if (uint32_t* const found = kept(address, PERIPHS_IO_MUX, mux_settings, kMuxWords)) {
        return *found;
    }
    if (address == RTC_GPIO_CONF || address == PAD_XPD_DCDC_CONF) {
        return pin_16_settings[address == RTC_GPIO_CONF ? 0 : 1];
    }
    abort();
}

/// Which interrupts of pins wait to be served: none, for those of `attachInterrupt` are served at once.
bool is_status(uint32_t address) {
    return address >= PERIPHS_GPIO_BASEADDR + GPIO_STATUS_ADDRESS &&
           address <= PERIPHS_GPIO_BASEADDR + GPIO_STATUS_W1TC_ADDRESS;
}

bool is_of_watchdog(uint32_t address) {
    return address >= kWatchdogRegisters && address < kWatchdogRegisters + kWordBytes * kWatchdogWords;
}

uint32_t spi_words[kSpiWords];

/// What comes in has the level that MISO has.
void transfer() {
    if ((spi_words[kSpiUser] & (SPIUMISO | SPIUDUPLEX)) == 0) {
        return;
    }
    constexpr uint32_t kWordBits = 32;
    const uint32_t level = digitalRead(MISO) == HIGH ? ~uint32_t{0} : 0;
    uint32_t bits = (spi_words[kSpiLengths] >> SPILMISO & SPIMMISO) + 1;
    for (uint32_t at = kSpiData; bits > 0; ++at) {
        const uint32_t these = std::min(bits, kWordBits);
        const uint32_t mask = these == kWordBits ? ~uint32_t{0} : (uint32_t{1} << these) - 1;
        spi_words[at] = (spi_words[at] & ~mask) | (level & mask);
        bits -= these;
    }
}

void write_spi(uint32_t word, uint32_t value) {
    spi_words[word] = word == 0 ? 0 : value;
    if (word == 0 && (value & SPICMDUSR) != 0) {
        transfer();
    }
}

uint32_t read_user_word(uint32_t word) {
    uint32_t value = 0;
    machine::rtc_read(word, &value, sizeof value);
    return value;
}

void write_user_word(uint32_t word, uint32_t value) { machine::rtc_write(word, &value, sizeof value); }

/// The registers from an address on, by number.
template <uint32_t kFirst>
machine::registers::Block numbered(uint32_t words) {
    return {kFirst, words, [](uint32_t word) { return oceanhil_read_register(kFirst + kWordBytes * word); },
            [](uint32_t word, uint32_t value) { oceanhil_write_register(kFirst + kWordBytes * word, value); }};
}

const machine::registers::Block* register_blocks(size_t& count) {
    static const machine::registers::Block all[] = {
        numbered<PERIPHS_GPIO_BASEADDR>(GPIO_PIN0_ADDRESS / kWordBytes + GPIO_PIN_COUNT),
        numbered<RTC_GPIO_OUT>(1),
        numbered<RTC_GPIO_ENABLE>(1),
        numbered<RTC_GPIO_IN_DATA>(2),
        numbered<PAD_XPD_DCDC_CONF>(1),
        numbered<PERIPHS_IO_MUX>(kMuxWords),
        numbered<kChance>(1),
        numbered<kWatchdogRegisters>(kWatchdogWords),
        {kSpi, kSpiWords, [](uint32_t word) { return spi_words[word]; }, write_spi},
        {kUserMemory, kUserWords, read_user_word, write_user_word},
    };
    count = sizeof all / sizeof all[0];
    return all;
}

}  // namespace

}  // namespace oceanhil

namespace oceanhil::machine::registers {

const Block* blocks(size_t& count) { return register_blocks(count); }

}  // namespace oceanhil::machine::registers

extern "C" {

uint32_t oceanhil_read_register(uint32_t address) {
    if (oceanhil::is_status(address)) {
        return 0;
    }
    if (oceanhil::is_of_watchdog(address)) {
        return oceanhil::read_watchdog((address - oceanhil::kWatchdogRegisters) / oceanhil::kWordBytes);
    }
    const oceanhil::ChipRegister* const found = oceanhil::chip_register(address);
    return found != nullptr ? static_cast<uint32_t>(*found) : oceanhil::setting(address);
}

void oceanhil_write_register(uint32_t address, uint32_t value) {
    if (oceanhil::is_status(address)) {
        return;
    }
    if (oceanhil::is_of_watchdog(address)) {
        oceanhil::write_watchdog((address - oceanhil::kWatchdogRegisters) / oceanhil::kWordBytes, value);
        return;
    }
    if (oceanhil::ChipRegister* const found = oceanhil::chip_register(address)) {
        *found = value;
    } else {
        oceanhil::setting(address) = value;
    }
}

}  // extern "C"
