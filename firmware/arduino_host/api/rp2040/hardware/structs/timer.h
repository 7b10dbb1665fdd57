/// The timer's registers that tell the time (pico-sdk 2, src/rp2040/hardware_structs). Alarms are in pico/time.h. A pointer to one
/// of these tells the time at which it was made.
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/regs/addressmap.h>
#include <hardware/regs/timer.h>

/// Whoever has read the lower half finds the upper one as it was then.
typedef struct {
    io_ro_32 timehr;
    io_ro_32 timelr;
    io_ro_32 timerawh;
    io_ro_32 timerawl;
} timer_hw_t;

#ifdef __cplusplus
extern "C" {
#endif

/// As they are now.
const timer_hw_t* oceanhil_timer_registers(void);

#ifdef __cplusplus
}
#endif

#define timer_hw (oceanhil_timer_registers())
