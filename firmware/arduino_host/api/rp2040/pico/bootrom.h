/// The boot loader of pico-sdk 2 (src/rp2_common/pico_bootrom): nobody copies a program onto the drive that the board becomes,
/// so it stays there until it has power anew. The ROM's other functions are missing.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void rom_reset_usb_boot(uint32_t usb_activity_gpio_pin_mask, uint32_t disable_interface_mask) __attribute__((noreturn));
static inline void __attribute__((noreturn)) reset_usb_boot(uint32_t pin_mask, uint32_t interface_mask) {
    rom_reset_usb_boot(pin_mask, interface_mask);
}

#ifdef __cplusplus
}
#endif
