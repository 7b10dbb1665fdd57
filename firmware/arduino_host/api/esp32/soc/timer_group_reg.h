/// The watchdogs of the timer groups by number: how they are fed and switched on and off
/// (components/soc/CHIP/register/soc/timer_group_reg.h of ESP-IDF). The timers themselves are those of `timerBegin` and
/// `driver/gptimer.h`; their registers are missing.
#pragma once

#include "soc.h"

#define REG_TIMG_BASE(i) (DR_REG_TIMERGROUP0_BASE + (i) * (DR_REG_TIMERGROUP1_BASE - DR_REG_TIMERGROUP0_BASE))
#define TIMG_WDTCONFIG0_REG(i) (REG_TIMG_BASE(i) + 0x48)
#define TIMG_WDTFEED_REG(i) (REG_TIMG_BASE(i) + 0x60)
#define TIMG_WDTWPROTECT_REG(i) (REG_TIMG_BASE(i) + 0x64)
#define TIMG_WDT_EN (1UL << 31)
/// What unlocks the others.
#define TIMG_WDT_WKEY_VALUE 0x50D83AA1
