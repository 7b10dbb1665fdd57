/// The watchdogs of the timer groups (components/soc/CHIP/register/soc/timer_group_struct.h of ESP-IDF): `TIMERG0` is that
/// of tasks, `TIMERG1` that of interrupts, which is kept, and never bites here. Both are locked until `wdtwprotect` has
/// TIMG_WDT_WKEY_VALUE.
#pragma once

#ifdef __cplusplus

#include <stdint.h>

#include "oceanhil/chip_register.h"
#include "soc/timer_group_reg.h"

namespace oceanhil {

struct WatchdogRegisters {
    struct {
        ChipRegister val, wdt_en;
    } wdtconfig0;
    struct {
        ChipRegister val, wdt_feed;
    } wdtfeed;
    struct {
        ChipRegister val, wdt_wkey;
    } wdtwprotect;
};

extern WatchdogRegisters timer_groups[2];

}  // namespace oceanhil

#define TIMERG0 oceanhil::timer_groups[0]
#define TIMERG1 oceanhil::timer_groups[1]

#endif
