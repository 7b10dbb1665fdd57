/// How fast clocks are (src/rp2_common/hardware_clocks of pico-sdk 2): those of the core's usual build. They cannot be
/// set here.
#pragma once

#include <stdint.h>

enum clock_num_rp2040 { clk_gpout0, clk_gpout1, clk_gpout2, clk_gpout3, clk_ref, clk_sys, clk_peri, clk_usb, clk_adc, clk_rtc };
typedef enum clock_num_rp2040 clock_handle_t;

#ifdef __cplusplus
extern "C" {
#endif

/// Hz.
uint32_t clock_get_hz(clock_handle_t clock);

#ifdef __cplusplus
}
#endif
