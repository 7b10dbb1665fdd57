#include <soc/timer_group_struct.h>

#include "watchdog_registers.h"
#include "watchdog_timer.h"

namespace oceanhil {

namespace {

constexpr unsigned kGroups = 2;

/// The interrupts' watchdog and the tasks', as power-on and the core leave them: on, and locked.
struct WatchdogWords {
    uint32_t config = TIMG_WDT_EN;
    uint32_t key = 0;
};

WatchdogWords words_of[kGroups];

template <unsigned kGroup>
uint32_t read_config() {
    return words_of[kGroup].config;
}

template <unsigned kGroup>
uint32_t read_is_on() {
    return words_of[kGroup].config / TIMG_WDT_EN;
}

template <unsigned kGroup>
uint32_t read_key() {
    return words_of[kGroup].key;
}

template <unsigned kGroup>
void write_config(uint32_t value) {
    write_watchdog(kGroup, TIMG_WDTCONFIG0_REG(kGroup), value);
}

template <unsigned kGroup>
void write_is_on(uint32_t value) {
    const uint32_t others = words_of[kGroup].config & ~static_cast<uint32_t>(TIMG_WDT_EN);
    write_config<kGroup>(others | (value & 1) * TIMG_WDT_EN);
}

template <unsigned kGroup>
void write_feed(uint32_t value) {
    write_watchdog(kGroup, TIMG_WDTFEED_REG(kGroup), value);
}

template <unsigned kGroup>
void write_key(uint32_t value) {
    write_watchdog(kGroup, TIMG_WDTWPROTECT_REG(kGroup), value);
}

constexpr uint32_t kNothing = 0;
uint32_t read_nothing() { return kNothing; }

}  // namespace

uint32_t read_watchdog(unsigned group, uint32_t address) {
    if (address == TIMG_WDTCONFIG0_REG(group)) {
        return words_of[group].config;
    }
    return address == TIMG_WDTWPROTECT_REG(group) ? words_of[group].key : kNothing;
}

void write_watchdog(unsigned group, uint32_t address, uint32_t value) {
    WatchdogWords& words = words_of[group];
    if (address == TIMG_WDTWPROTECT_REG(group)) {
        words.key = value;
        return;
    }
    if (words.key != TIMG_WDT_WKEY_VALUE) {
        return;
    }
    if (address == TIMG_WDTCONFIG0_REG(group)) {
        words.config = value;
        if (group == 0) {
            run_timer_of_task_watchdog((value & TIMG_WDT_EN) != 0);
        }
    } else if (group == 0) {
        feed_timer_of_task_watchdog();
    }
}

#define OCEANHIL_WATCHDOG_OF(i)                                                                             \
    {                                                                                                       \
        {{read_config<i>, write_config<i>, TIMG_WDTCONFIG0_REG(i)},                                         \
         {read_is_on<i>, write_is_on<i>, TIMG_WDTCONFIG0_REG(i)}},                                          \
            {{read_nothing, write_feed<i>, TIMG_WDTFEED_REG(i)},                                            \
             {read_nothing, write_feed<i>, TIMG_WDTFEED_REG(i)}},                                           \
        {                                                                                                   \
            {read_key<i>, write_key<i>, TIMG_WDTWPROTECT_REG(i)}, {                                         \
                read_key<i>, write_key<i>, TIMG_WDTWPROTECT_REG(i)                                          \
            }                                                                                               \
        }                                                                                                   \
    }

WatchdogRegisters timer_groups[kGroups] = {OCEANHIL_WATCHDOG_OF(0), OCEANHIL_WATCHDOG_OF(1)};

}  // namespace oceanhil
