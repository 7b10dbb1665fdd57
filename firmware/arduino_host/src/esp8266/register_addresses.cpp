#include <eagle_soc.h>
#include <esp8266_peri.h>
#include <stdlib.h>

namespace oceanhil {

namespace {

constexpr uint32_t kWordBytes = 4;
constexpr uint32_t kMuxWords = 17;

/// How pins are driven and what they are for, by their places: kept, and without effect.
uint32_t pin_settings[GPIO_PIN_COUNT];
uint32_t mux_settings[kMuxWords];
uint32_t pin_16_settings[2];

ChipRegister* chip_register(uint32_t address) {
    switch (address) {
        case PERIPHS_GPIO_BASEADDR + GPIO_OUT_ADDRESS:
            return &out;
        case PERIPHS_GPIO_BASEADDR + GPIO_OUT_W1TS_ADDRESS:
            return &out_set;
        case PERIPHS_GPIO_BASEADDR + GPIO_OUT_W1TC_ADDRESS:
            return &out_clear;
        case PERIPHS_GPIO_BASEADDR + GPIO_ENABLE_ADDRESS:
            return &enable;
        case PERIPHS_GPIO_BASEADDR + GPIO_ENABLE_W1TS_ADDRESS:
            return &enable_set;
        case PERIPHS_GPIO_BASEADDR + GPIO_ENABLE_W1TC_ADDRESS:
            return &enable_clear;
        case PERIPHS_GPIO_BASEADDR + GPIO_IN_ADDRESS:
            return &in;
        case RTC_GPIO_OUT:
            return &out_16;
        case RTC_GPIO_ENABLE:
            return &enable_16;
        case RTC_GPIO_IN_DATA:
            return &in_16;
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

}  // namespace

}  // namespace oceanhil

extern "C" {

uint32_t oceanhil_read_register(uint32_t address) {
    if (oceanhil::is_status(address)) {
        return 0;
    }
    const oceanhil::ChipRegister* const found = oceanhil::chip_register(address);
    return found != nullptr ? static_cast<uint32_t>(*found) : oceanhil::setting(address);
}

void oceanhil_write_register(uint32_t address, uint32_t value) {
    if (oceanhil::is_status(address)) {
        return;
    }
    if (oceanhil::ChipRegister* const found = oceanhil::chip_register(address)) {
        *found = value;
    } else {
        oceanhil::setting(address) = value;
    }
}

}  // extern "C"
