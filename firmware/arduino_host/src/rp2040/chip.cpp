// rp2040, and pico-sdk's calls about the chip.
#include <Arduino.h>
#include <RP2040Support.h>
#include <boot.h>
#include <hardware/flash.h>
#include <hardware/watchdog.h>
#include <heap.h>
#include <machine.h>
#include <network.h>
#include <pico/stdlib.h>
#include <pico/unique_id.h>
#include <storage.h>
#include <string.h>

#include "second_core.h"

namespace machine = oceanhil::machine;

bool __isPicoW = true;

namespace {

constexpr int kStackBytes = 8192;
constexpr size_t kMacBytes = 6;
// The register counts microseconds, twice (RP2040-E1), in 24 bits.
constexpr uint32_t kLongestWatchMs = 8388;
// An assumption: no page says how short a watchdog is that is meant to bite.
constexpr uint32_t kRestartMs = 100;

char id_text[2 * PICO_UNIQUE_BOARD_ID_SIZE_BYTES + 1];

/// Set by `watchdog_reboot`, so that the next boot can tell it from a bite.
__attribute__((section("oceanhil_rtc_noinit"))) uint32_t asked_for;
constexpr uint32_t kAskedFor = 0x6AB73121;
bool was_asked_for = false;

struct Beginning {
    Beginning() {
        was_asked_for = asked_for == kAskedFor;
        asked_for = 0;
        if (machine::reset_reason() != machine::Reset::software &&
            machine::reset_reason() != machine::Reset::watchdog) {
            memset(&oceanhil_watchdog, 0, sizeof oceanhil_watchdog);
        }
    }
};

[[gnu::init_priority(200)]] Beginning beginning;

void panic_unless(bool is_whole) {
    if (!is_whole) {
        machine::crash(machine::Crash::panic);
    }
}

// Nobody can take an instruction from flash that is erased or programmed: these calls are unsafe while the other core
// runs from it (pico-sdk, hardware/flash.h), and end in a crash (arduino-pico, docs/sdk.rst). That the other core may be
// asleep in a delay just then saves a board often, and not always.
void keep_other_core_from_flash() {
    if (oceanhil::other_core_reads_flash()) {
        machine::crash(machine::Crash::hard_fault);
    }
}

}  // namespace

extern "C" {

__attribute__((section("oceanhil_rtc_noinit"))) watchdog_hw_t oceanhil_watchdog;

void watchdog_enable(uint32_t delay_ms, bool) {
    const uint32_t fits_ms = delay_ms < kLongestWatchMs ? delay_ms : kLongestWatchMs;
    // Nobody can feed one that bites at once: so sketches restart a Pico, with an endless loop behind it.
    const auto bite = fits_ms <= kRestartMs ? machine::Crash::watchdog_restart : machine::Crash::hardware_watchdog;
    machine::watchdog_start(fits_ms * machine::kMillisecondUs, bite, false);
}

void watchdog_disable(void) { machine::watchdog_stop(); }

void watchdog_update(void) { machine::watchdog_feed(); }

void watchdog_reboot(uint32_t, uint32_t, uint32_t delay_ms) {
    asked_for = kAskedFor;
    if (delay_ms == 0) {
        machine::restart();
    }
    machine::timer_start(delay_ms * machine::kMillisecondUs, 0, [](void*) { machine::restart(); }, nullptr);
}

bool watchdog_caused_reboot(void) {
    return machine::reset_reason() == machine::Reset::watchdog || machine::reset_reason() == machine::Reset::software;
}

bool watchdog_enable_caused_reboot(void) {
    return machine::reset_reason() == machine::Reset::watchdog && !was_asked_for;
}

uint32_t watchdog_get_time_remaining_ms(void) {
    return static_cast<uint32_t>(machine::watchdog_left_us() / machine::kMillisecondUs);
}

void flash_range_erase(uint32_t flash_offs, size_t count) {
    panic_unless(flash_offs % FLASH_SECTOR_SIZE == 0 && count % FLASH_SECTOR_SIZE == 0);
    keep_other_core_from_flash();
    for (size_t each = 0; each < count / FLASH_SECTOR_SIZE; ++each) {
        panic_unless(machine::flash_erase(static_cast<uint32_t>(flash_offs / FLASH_SECTOR_SIZE + each)));
    }
    oceanhil_flash_view();
}

void flash_range_program(uint32_t flash_offs, const uint8_t* data, size_t count) {
    panic_unless(flash_offs % FLASH_PAGE_SIZE == 0 && count % FLASH_PAGE_SIZE == 0);
    keep_other_core_from_flash();
    panic_unless(machine::flash_write(flash_offs, data, count));
    oceanhil_flash_view();
}

void flash_get_unique_id(uint8_t* id_out) {
    uint8_t mac[kMacBytes] = {};
    machine::mac_read(mac);
    // Made up, and a number of this board alone: the chip's own is nobody's business here.
    const uint8_t head[] = {0xE6, 0x61};
    memcpy(id_out, head, sizeof head);
    memcpy(id_out + sizeof head, mac, sizeof mac);
}

uintptr_t oceanhil_flash_view(void) { return reinterpret_cast<uintptr_t>(machine::flash_view()); }

void pico_get_unique_board_id(pico_unique_board_id_t* id_out) { flash_get_unique_id(id_out->id); }

void pico_get_unique_board_id_string(char* id_out, unsigned int len) {
    pico_unique_board_id_t id;
    pico_get_unique_board_id(&id);
    for (unsigned int each = 0; each < sizeof id.id && 2 * each + 2 < len; ++each) {
        snprintf(id_out + 2 * each, 3, "%02X", static_cast<unsigned>(id.id[each]));
    }
}

absolute_time_t get_absolute_time(void) { return machine::micros_for_program(); }
uint64_t time_us_64(void) { return machine::micros_for_program(); }
uint32_t time_us_32(void) { return static_cast<uint32_t>(machine::micros_for_program()); }
void sleep_ms(uint32_t ms) { machine::wait_us(ms * machine::kMillisecondUs); }
void sleep_us(uint64_t us) { machine::wait_us(us); }

void sleep_until(absolute_time_t target) {
    const uint64_t now_us = machine::micros();
    machine::wait_us(target > now_us ? target - now_us : 0);
}

void tight_loop_contents(void) { machine::micros_for_program(); }
void busy_wait_us(uint64_t delay_us) { machine::wait_us(delay_us); }
void busy_wait_ms(uint32_t delay_ms) { machine::wait_us(delay_ms * machine::kMillisecondUs); }

}  // extern "C"

int RP2040::f_cpu() { return F_CPU; }
uint32_t RP2040::getCycleCount() { return static_cast<uint32_t>(getCycleCount64()); }
uint64_t RP2040::getCycleCount64() { return machine::micros() * (F_CPU / machine::kSecondUs); }

int RP2040::getFreeHeap() {
    machine::look();
    return static_cast<int>(machine::heap_free());
}

int RP2040::getUsedHeap() { return getTotalHeap() - getFreeHeap(); }
int RP2040::getTotalHeap() { return static_cast<int>(machine::heap_size()); }
int RP2040::getFreeStack() { return kStackBytes; }

void RP2040::reboot() {
    asked_for = kAskedFor;
    machine::restart();
}

RP2040::resetReason_t RP2040::getResetReason() {
    switch (machine::reset_reason()) {
        case machine::Reset::pin:
        case machine::Reset::deep_sleep:
            return RUN_PIN_RESET;
        case machine::Reset::software:
            return SOFT_RESET;
        case machine::Reset::watchdog:
            return was_asked_for ? SOFT_RESET : WDT_RESET;
        default:
            return PWRON_RESET;
    }
}

const char* RP2040::getChipID() {
    pico_get_unique_board_id_string(id_text, sizeof id_text);
    return id_text;
}

uint32_t RP2040::hwrand32() { return machine::random_32(); }

RP2040 rp2040;
