/// Places of the registers of the timer that are here (RP2040 Datasheet, "Timer", "List of Registers").
#pragma once

#define TIMER_TIMEHR_OFFSET 0x00000008u
#define TIMER_TIMELR_OFFSET 0x0000000cu
#define TIMER_TIMERAWH_OFFSET 0x00000024u
#define TIMER_TIMERAWL_OFFSET 0x00000028u
