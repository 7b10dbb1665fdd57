/// What DMA asks of the slices of pulses.
#ifndef OCEANHIL_RP2040_PWM_BLOCK_H
#define OCEANHIL_RP2040_PWM_BLOCK_H

#include <hardware/pwm.h>
#include <stdint.h>

namespace oceanhil {

/// nullptr where there is none at the address.
PwmRegister* pwm_register_at(const volatile void* address);
/// How long until a slice has wrapped so often; never while it stands still.
uint64_t pwm_wraps_us(uint slice_num, uint32_t wraps);

}  // namespace oceanhil

#endif
