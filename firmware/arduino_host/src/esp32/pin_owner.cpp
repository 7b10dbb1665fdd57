#include "oceanhil/pin_owner.h"

#include <boot.h>
#include <soc/soc_caps.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

PinOwner owners[kOwnedPins] = {};
bool has_conversions = false;
bool has_interrupts = false;
bool is_radio_on = false;

}  // namespace

PinOwner owner_of(uint8_t pin) { return pin < kOwnedPins ? owners[pin] : PinOwner::nobody; }

void set_owner(uint8_t pin, PinOwner owner) {
    if (pin < kOwnedPins) {
        owners[pin] = owner;
    }
}

bool is_converting() { return has_conversions; }

void set_converting(bool is_on) { has_conversions = is_on; }

// The other chips have an arbiter (SOC_ADC_ARBITER_SUPPORTED), or one converter that works.
bool has_radio_converter() {
#if CONFIG_IDF_TARGET_ESP32
    return is_radio_on;
#else
    return false;
#endif
}

bool can_drive(uint8_t pin) { return pin < kOwnedPins && (SOC_GPIO_VALID_OUTPUT_GPIO_MASK >> pin & 1) != 0; }

void keep_flash_lines(uint8_t pin) {
    // Clock, chip select and two lines of data, as each chip's datasheet has them; the other two are free in DIO.
#if CONFIG_IDF_TARGET_ESP32S3
    constexpr uint64_t kLines = 0xFULL << 29;
#elif CONFIG_IDF_TARGET_ESP32C3
    constexpr uint64_t kLines = 0xFULL << 14;
#else
    constexpr uint64_t kLines = 7ULL << 6 | 1ULL << 11;
#endif
    if ((kLines >> pin & 1) != 0) {
        machine::crash(machine::Crash::hardware_watchdog);
    }
}

void set_radio_converter(bool is_on) { is_radio_on = is_on; }

bool has_pin_interrupts() { return has_interrupts; }

void set_pin_interrupts(bool is_there) { has_interrupts = is_there; }

}  // namespace oceanhil
