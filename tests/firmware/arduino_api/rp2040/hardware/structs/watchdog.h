// Stand-in: signatures only. https://www.raspberrypi.com/documentation/pico-sdk/hardware.html#hardware_watchdog
#pragma once

#include <stdint.h>

typedef volatile uint32_t io_rw_32;

typedef struct {
    io_rw_32 ctrl;
    io_rw_32 load;
    io_rw_32 reason;
    io_rw_32 scratch[8];
    io_rw_32 tick;
} watchdog_hw_t;

#define watchdog_hw (reinterpret_cast<watchdog_hw_t*>(0x40058000u))
