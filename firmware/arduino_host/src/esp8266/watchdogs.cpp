#include "watchdogs.h"

#include <boot.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint64_t kSdkWatchdogUs = 3200000;
constexpr uint64_t kChipWatchdogUs = 8200000;
constexpr uint32_t kControl = 0;
constexpr uint32_t kReset = 5;
constexpr uint32_t kEnabled = 1;
constexpr uint32_t kFed = 0x73;

bool is_sdk_on = false;
// The rest of what is written there is kept, without effect.
uint32_t watchdog_words[kWatchdogWords] = {kEnabled};

bool is_chip_on() { return (watchdog_words[kControl] & kEnabled) != 0; }

void watch_anew() {
    if (is_sdk_on) {
        machine::watchdog_start(kSdkWatchdogUs, machine::Crash::software_watchdog, true);
    } else if (is_chip_on()) {
        machine::watchdog_start(kChipWatchdogUs, machine::Crash::hardware_watchdog, true);
    } else {
        machine::watchdog_stop();
    }
}

}  // namespace

void watch_by_sdk(bool is_on) {
    is_sdk_on = is_on;
    watch_anew();
}

uint32_t read_watchdog(uint32_t word) { return watchdog_words[word]; }

void write_watchdog(uint32_t word, uint32_t value) {
    const bool was_on = is_chip_on();
    watchdog_words[word] = value;
    if (is_sdk_on) {
        return;
    }
    if (word == kReset && value == kFed) {
        machine::watchdog_feed();
    } else if (was_on != is_chip_on()) {
        watch_anew();
    }
}

}  // namespace oceanhil
