/// Where the parts of the chip lie whose registers are here (RP2040 Datasheet, "Address Map").
#pragma once

#define IO_BANK0_BASE 0x40014000u
#define PADS_BANK0_BASE 0x4001c000u
#define TIMER_BASE 0x40054000u
#define SIO_BASE 0xd0000000u
