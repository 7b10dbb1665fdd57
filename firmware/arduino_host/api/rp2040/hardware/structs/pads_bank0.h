/// Pads of pins (pico-sdk 2, src/rp2040/hardware_structs): their pulls; everything else is kept, without effect.
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/regs/addressmap.h>
#include <hardware/regs/pads_bank0.h>

typedef struct {
    io_rw_32 voltage_select;
    io_rw_32 io[30];
} pads_bank0_hw_t;
typedef pads_bank0_hw_t padsbank0_hw_t;

#define pads_bank0_hw ((pads_bank0_hw_t*)PADS_BANK0_BASE)
#define padsbank0_hw pads_bank0_hw
