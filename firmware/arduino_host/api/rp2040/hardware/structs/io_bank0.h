/// What pins are for (pico-sdk 2, src/rp2040/hardware_structs): `ctrl` gives a pin to a part of the chip, `status` tells what
/// it shows. Overrides are kept, without effect; interrupts are missing.
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/regs/addressmap.h>
#include <hardware/regs/io_bank0.h>

typedef struct {
    io_ro_32 status;
    io_rw_32 ctrl;
} io_bank0_status_ctrl_hw_t;
typedef io_bank0_status_ctrl_hw_t iobank0_status_ctrl_hw_t;

typedef struct {
    io_bank0_status_ctrl_hw_t io[30];
} io_bank0_hw_t;
typedef io_bank0_hw_t iobank0_hw_t;

#define io_bank0_hw ((io_bank0_hw_t*)IO_BANK0_BASE)
#define iobank0_hw io_bank0_hw
