/// The registers of SIO that are levels and directions of pins, and the core's number (pico-sdk 2,
/// src/rp2040/hardware_structs). Missing: the pins of the flash, queues between cores, spin locks, dividers, interpolators.
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/regs/addressmap.h>
#include <hardware/regs/sio.h>

#ifdef __cplusplus

#include <oceanhil/chip_register.h>

/// By its name a register is an object, for a pointer to it takes much longer.
struct sio_hw_t {
    oceanhil::ChipRegister cpuid, gpio_in, gpio_out, gpio_set, gpio_clr, gpio_togl, gpio_oe, gpio_oe_set, gpio_oe_clr,
        gpio_oe_togl;
};

extern sio_hw_t oceanhil_sio_registers;
#define sio_hw (&oceanhil_sio_registers)

#else

typedef struct {
    io_ro_32 cpuid;
    io_ro_32 gpio_in;
    uint32_t oceanhil_missing[2];
    io_rw_32 gpio_out;
    io_wo_32 gpio_set;
    io_wo_32 gpio_clr;
    io_wo_32 gpio_togl;
    io_rw_32 gpio_oe;
    io_wo_32 gpio_oe_set;
    io_wo_32 gpio_oe_clr;
    io_wo_32 gpio_oe_togl;
} sio_hw_t;
#define sio_hw ((sio_hw_t*)SIO_BASE)

#endif
