/// The watchdog of pico-sdk (src/rp2_common/hardware_watchdog). Its scratch registers outlast its reset.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Resets the chip unless it is updated for so long; up to 8,388 ms.
void watchdog_enable(uint32_t delay_ms, bool pause_on_debug);
void watchdog_disable(void);
void watchdog_update(void);
/// Starts the chip again after so long, at the program's beginning whatever `pc` and `sp` are.
void watchdog_reboot(uint32_t pc, uint32_t sp, uint32_t delay_ms);
/// Whether it has reset the chip, by itself or because it was told to.
bool watchdog_caused_reboot(void);
/// Whether it has bitten after `watchdog_enable`.
bool watchdog_enable_caused_reboot(void);
/// Milliseconds until it bites.
uint32_t watchdog_get_time_remaining_ms(void);

typedef struct {
    volatile uint32_t scratch[8];
} watchdog_hw_t;

extern watchdog_hw_t oceanhil_watchdog;
#define watchdog_hw (&oceanhil_watchdog)

#ifdef __cplusplus
}
#endif
