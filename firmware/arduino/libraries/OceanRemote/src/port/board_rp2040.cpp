// Pico W, on arduino-pico: https://arduino-pico.readthedocs.io/
#if defined(ARDUINO_ARCH_RP2040)

#include <hardware/flash.h>
#include <hardware/structs/watchdog.h>
#include <pico/time.h>
#include <string.h>

#include "board_family.h"
#include "flash_alone.h"

// Where the linker script of the core puts the EEPROM sector.
extern "C" uint8_t _EEPROM_start[];  // NOLINT(bugprone-reserved-identifier): the core's name

namespace {

// Slot A is the EEPROM sector; the other places are the sectors below it.
uintptr_t address_of(family::Place place) {
    return reinterpret_cast<uintptr_t>(_EEPROM_start) - static_cast<uintptr_t>(place) * FLASH_SECTOR_SIZE;
}

uint32_t offset_of(family::Place place) { return static_cast<uint32_t>(address_of(place) - XIP_BASE); }

// The hardware cannot wait longer than 8.3 s, and a request may: a timer feeds it as long as the loop has come round
// within two minutes.
constexpr uint32_t kWatchdogMs = 8300;
constexpr uint32_t kFeedEveryMs = 2000;
constexpr uint32_t kLongestRoundMs = 120000;

repeating_timer_t feeder;
volatile uint32_t came_round_ms;

bool feed_if_alive(repeating_timer_t*) {
    if (static_cast<uint32_t>(millis()) - came_round_ms < kLongestRoundMs) {
        rp2040.wdt_reset();
    }
    return true;
}

void program(family::Place place, const uint8_t* data, size_t bytes) {
    // Flash is written in whole pages.
    uint8_t pages[family::kPlaceBytes];
    memset(pages, 0xFF, sizeof pages);
    memcpy(pages, data, bytes);
    const size_t whole_pages = (bytes + FLASH_PAGE_SIZE - 1) / FLASH_PAGE_SIZE * FLASH_PAGE_SIZE;
    const FlashAlone alone;
    flash_range_program(offset_of(place), pages, whole_pages);
}

}  // namespace

namespace family {

const or_family kFamily = OR_PICOW;
const char* const kDriver = "arduino-pico";
const bool kCanProgramAgain = true;

or_reset reset_reason() {
    switch (rp2040.getResetReason()) {
        case RP2040::RUN_PIN_RESET:
            return OR_RESET_PIN;
        case RP2040::SOFT_RESET:
            return OR_RESET_SOFTWARE;
        case RP2040::WDT_RESET:
            return OR_RESET_WATCHDOG;
        default:
            return OR_RESET_POWER_ON;
    }
}

bool read_mac(uint8_t mac[6], const char*& reason) {
    // A plain Pico would wait for its radio for ever.
    if (!rp2040.isPicoW()) {
        reason = "a plain Pico has no radio: this firmware is for a Pico W";
        return false;
    }
    // The radio chip holds the address; it is all zero until the chip runs.
    WiFi.mode(WIFI_STA);
    WiFi.macAddress(mac);
    static const uint8_t none[6] = {};
    if (memcmp(mac, none, sizeof none) == 0) {
        reason = "radio chip gives no MAC";
        return false;
    }
    return true;
}

uint32_t random_32() { return rp2040.hwrand32(); }

void restart() { rp2040.reboot(); }

// The scratch registers below 4 are free: the boot ROM and the SDK use the others.
void read_mark(uint32_t words[kMarkWords]) {
    for (size_t i = 0; i < kMarkWords; i++) {
        words[i] = watchdog_hw->scratch[i];
    }
}

void write_mark(const uint32_t words[kMarkWords]) {
    for (size_t i = 0; i < kMarkWords; i++) {
        watchdog_hw->scratch[i] = words[i];
    }
}

void join(const char* ssid, const char* password, uint32_t timeout_ms) {
    // After a call of `mode` `begin` waits for no address. For the access point it does, and then switches the radio off.
    WiFi.mode(WIFI_STA);
    WiFi.setTimeout(timeout_ms);
    WiFi.begin(ssid, password);
}

// There is memory for the longest records.
void size_buffers(SecureClient&) {}

bool take_longer_records(SecureClient&) { return false; }

void watch() {
    feed();
    add_repeating_timer_ms(kFeedEveryMs, feed_if_alive, nullptr, &feeder);
    rp2040.wdt_begin(kWatchdogMs);
}

void feed() { came_round_ms = static_cast<uint32_t>(millis()); }

bool read_place(Place place, uint8_t* data, size_t bytes) {
    memcpy(data, reinterpret_cast<const void*>(address_of(place)), bytes);
    return true;
}

// The SDK's calls give nothing back; the core reads back what it saves.
bool write_place(Place place, const uint8_t* data, size_t bytes) {
    return bytes <= kPlaceBytes && erase_place(place) && program_place_again(place, data, bytes);
}

bool erase_place(Place place) {
    const FlashAlone alone;
    flash_range_erase(offset_of(place), FLASH_SECTOR_SIZE);
    return true;
}

bool program_place_again(Place place, const uint8_t* data, size_t bytes) {
    if (bytes > kPlaceBytes) {
        return false;
    }
    program(place, data, bytes);
    return true;
}

}  // namespace family

#endif
